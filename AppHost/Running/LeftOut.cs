using Caisse.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Caisse.AppHost;

/// <summary>How to start by hand a program that was left out.</summary>
internal static class LeftOut
{
    /// <summary>The sentences for it; the environment also lies in a file, as debuggers read it.</summary>
    public static async Task<string> DescribeAsync(
        Platform platform, string name, IServiceProvider services, CancellationToken cancellation)
    {
        var program = platform.Builder.Resources.OfType<BuiltProgram>().Single(one => one.Name == name);
        var configuration = await ExecutionConfigurationBuilder.Create(program)
            .WithEnvironmentVariablesConfig().BuildAsync(
                services.GetRequiredService<DistributedApplicationExecutionContext>(),
                services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(LeftOut)), cancellation);
        // What the orchestrator fills in itself is not known here, and nobody needs it.
        var variables = configuration.EnvironmentVariables
            .Where(one => !one.Value.Contains("{{", StringComparison.Ordinal))
            .Select(one => $"{one.Key}={one.Value}").Append($"OTEL_SERVICE_NAME={name}")
            .Order(StringComparer.Ordinal).ToList();
        var file = Path.Combine(platform.Ground.DataPath, "secrets", $"{name}.env");
        SecretFile.Write(file, string.Join('\n', variables) + "\n");
        return $"""

            {name} was left out. Start it in {program.WorkingDirectory} with this environment,
            which also lies in {file}:
            {string.Join('\n', variables.Select(variable => "  " + variable))}
            """;
    }
}
