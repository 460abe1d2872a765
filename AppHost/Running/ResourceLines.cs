using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Caisse.Servers;
using Microsoft.Extensions.Hosting;

namespace Caisse.AppHost;

/// <summary>
/// What resources say: all of it into files, warnings and errors also on the terminal, and of the
/// demonstration everything, because it talks to people. The dashboard has all of it too.
/// </summary>
internal sealed partial class ResourceLines(
    ResourceLoggerService loggers, ResourceNotificationService notifications,
    IHostApplicationLifetime lifetime, LogFiles files, Terminal terminal)
{
    private readonly ConcurrentDictionary<string, LastLines> last = [];
    private readonly ConcurrentDictionary<string, bool> watched = [];

    public void Begin() => _ = FollowAsync(lifetime.ApplicationStopping);

    public LastLines LastOf(IResource resource) =>
        last.GetOrAdd(resource.Name, _ => new LastLines(_ => { }));

    /// <summary>
    /// What runs speaks under a name that the orchestrator gives it, which is known only once it is there.
    /// </summary>
    private async Task FollowAsync(CancellationToken stopped)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(stopped))
                if (Terminal.IsShown(change.Resource) && watched.TryAdd(change.ResourceId, true))
                    _ = WatchAsync(change.Resource, change.ResourceId, stopped);
        }
        catch (OperationCanceledException)
        {
            watched.Clear(); // The run is over.
        }
    }

    private async Task WatchAsync(IResource resource, string id, CancellationToken stopped)
    {
        try
        {
            await foreach (var batch in loggers.WatchAsync(id).WithCancellation(stopped))
                foreach (var line in batch) Take(resource, line.Content);
            watched.TryRemove(id, out _); // What is started again speaks anew.
        }
        catch (OperationCanceledException)
        {
            LastOf(resource).Clear(); // The run is over.
        }
    }

    private void Take(IResource resource, string line)
    {
        files.Write(resource.Name, line);
        var said = TimeAndColours().Replace(line, "");
        LastOf(resource).Add(said);
        if (IsOrdinary().IsMatch(said)) return;
        if (resource.Name == Programs.Demo || IsTrouble().IsMatch(said)) terminal.Pass(resource.Name, said);
    }

    // The orchestrator puts the time before each line, and RabbitMQ colours its own.
    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT[\d:.]+Z? ?|\e\[[0-9;]*[A-Za-z]")]
    private static partial Regex TimeAndColours();

    /// <summary>Warnings and worse, as .NET, PostgreSQL and RabbitMQ mark them.</summary>
    [GeneratedRegex(@"^(warn|fail|crit): |^Unhandled exception|^(WARNING|ERROR|FATAL|PANIC):"
        + @"|\[(warning|error|critical)\]")]
    private static partial Regex IsTrouble();

    /// <summary>
    /// Refusals of our questions whether PostgreSQL is up yet, and what RabbitMQ says of its first start.
    /// </summary>
    [GeneratedRegex("the database system is|rebuilding indices from scratch")]
    private static partial Regex IsOrdinary();
}
