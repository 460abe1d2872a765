using System.Diagnostics;
using Caisse.Servers;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using static Aspire.Hosting.ApplicationModel.KnownResourceStates;

namespace Caisse.AppHost;

/// <summary>
/// Starts again what has died, which Aspire leaves to the person at the dashboard. What was stopped there
/// stays so, and what ended with code 0 has done its work. A server that dies before it was ever ready ends
/// the run.
/// </summary>
internal sealed class Restarting(
    ResourceNotificationService notifications, ResourceCommandService commands,
    IHostApplicationLifetime lifetime, ResourceLines lines, Terminal terminal, Outcome outcome)
{
    private static readonly string[] ended = [Exited, Finished, FailedToStart, RuntimeUnhealthy];

    private readonly Dictionary<string, Life> lives = [];

    public void Begin() => _ = WatchAsync(lifetime.ApplicationStopping);

    private async Task WatchAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(stopping))
                if (Terminal.IsShown(change.Resource)) Follow(change);
        }
        catch (OperationCanceledException)
        {
            // The run ends, and with it everything that would have been started again.
            lives.Clear();
        }
    }

    private void Follow(ResourceEvent change)
    {
        var (resource, snapshot) = (change.Resource, change.Snapshot);
        if (!lives.TryGetValue(resource.Name, out var life)) lives[resource.Name] = life = new Life();
        life.WasReady |= snapshot.HealthStatus == HealthStatus.Healthy;
        var state = snapshot.State?.Text;
        if (state == Running && life.State != Running) life.Began = Stopwatch.GetTimestamp();
        var (before, now) = (life.State, state);
        life.State = state;
        // One death is reported several times, with ever more of its details.
        if (!ended.Contains(now) || ended.Contains(before)) return;
        if (before == Stopping || (now != FailedToStart && snapshot.ExitCode == 0)) return;
        if (resource is InstalledServer server && !life.WasReady)
        {
            outcome.Refusal = server.Unusable(lines.LastOf(server));
            // Not from within the watching that this ends.
            _ = Task.Run(lifetime.StopApplication, CancellationToken.None);
            return;
        }
        _ = StartAgainAsync(resource, life, snapshot.ExitCode, lifetime.ApplicationStopping);
    }

    private async Task StartAgainAsync(
        IResource resource, Life life, int? exitCode, CancellationToken stopping)
    {
        var pause = life.Backoff.AfterDeath(Stopwatch.GetElapsedTime(life.Began));
        var how = exitCode is { } code ? $"ended with code {code}" : "could not be started";
        terminal.Say($"{resource.Name} {how}; starting it again in {pause.TotalSeconds} s.");
        try
        {
            await Task.Delay(pause, stopping);
            var result = await commands.ExecuteCommandAsync(
                resource, KnownResourceCommands.StartCommand, stopping);
            if (!result.Success && !stopping.IsCancellationRequested)
                terminal.Say($"{resource.Name} could not be started again: {result.Message}");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            terminal.Pass(resource.Name, "is not started again: everything stops.");
        }
    }

    /// <summary>What is known of one resource.</summary>
    private sealed class Life
    {
        public string? State { get; set; }

        public bool WasReady { get; set; }

        /// <summary>When it last began to run, by the stopwatch.</summary>
        public long Began { get; set; } = Stopwatch.GetTimestamp();

        public Backoff Backoff { get; } = new();
    }
}
