using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Caisse.SystemTests;

/// <summary>What Aspire says of a resource now.</summary>
/// <param name="IsReady">It runs, and its health check says that it is ready.</param>
/// <param name="ProcessId">Of the process that was started for it; null where none runs.</param>
internal sealed record ResourceLine(string Name, bool IsReady, int? ProcessId)
{
    internal static ResourceLine Of(string name, CustomResourceSnapshot snapshot) => new(
        name,
        snapshot.State?.Text == KnownResourceStates.Running
            && snapshot.HealthStatus is HealthStatus.Healthy,
        snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value is { } id
            ? Convert.ToInt32(id, CultureInfo.InvariantCulture)
            : null);
}

/// <summary>Processes as the kernel knows them.</summary>
internal static class Processes
{
    /// <summary>The programs that a resource's process stands for: a server runs below a shell.</summary>
    internal static IReadOnlyList<int> ProgramsOf(int processId) =>
        File.ReadAllText($"/proc/{processId}/comm").Trim() != "bash"
            ? [processId]
            : [.. File.ReadAllText($"/proc/{processId}/task/{processId}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
}
