using System.Diagnostics;

namespace Caisse.AppHost.Processes;

/// <summary>
/// Keeps one resource running: starts it when what it waits for is ready, and again when it dies.
/// </summary>
internal sealed class Supervisor(Startable startable, ResourceBoard board, Action<string> say)
{
    private readonly Backoff backoff = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GuardedProcess? process;

    public Startable Startable => startable;

    /// <summary>Completes when it has been ready once; fails when it never can be.</summary>
    public Task Ready => ready.Task;

    public async Task RunAsync(Task dependencies, CancellationToken cancellation)
    {
        try
        {
            await dependencies.WaitAsync(cancellation);
            while (await RunOnceAsync(cancellation) is { } pause)
            {
                board.Set(startable.Name, ResourceState.Restarting);
                await Task.Delay(pause, cancellation);
                board.CountRestart(startable.Name);
            }
        }
        catch (OperationCanceledException)
        {
            ready.TrySetCanceled(cancellation);
        }
        catch (Exception failure)
        {
            ready.TrySetException(failure);
        }
    }

    public async Task StopAsync()
    {
        if (process is { Exited.IsCompleted: false })
        {
            board.Set(startable.Name, ResourceState.Stopping);
            await process.StopAsync(startable.StopGrace);
        }
        if (process is not null) await process.DisposeAsync();
        if (board.StateOf(startable.Name) != ResourceState.Finished)
            board.Set(startable.Name, ResourceState.Stopped, processId: null);
    }

    public void Kill() => process?.Kill();

    /// <returns>How long to pause before the next start, or null when its work is done.</returns>
    private async Task<TimeSpan?> RunOnceAsync(CancellationToken cancellation)
    {
        var lived = Stopwatch.StartNew();
        string reason;
        try
        {
            board.Set(startable.Name, ResourceState.Starting);
            process = await startable.StartAsync(Started, cancellation);
            board.Set(startable.Name, ResourceState.Running, process.Id, startable.Address);
            ready.TrySetResult();
            var exitCode = await process.Exited.WaitAsync(cancellation);
            if (exitCode == 0 && startable.RunsToEnd)
            {
                board.Set(startable.Name, ResourceState.Finished, processId: null, startable.Address);
                return null;
            }
            reason = $"{startable.Name} ended with code {exitCode}";
        }
        catch (StartRefusedException refused) when (!startable.IsEssential || Ready.IsCompletedSuccessfully)
        {
            reason = refused.Message.TrimEnd('.');
        }
        catch (Exception failure)
            when (failure is not OperationCanceledException && Ready.IsCompletedSuccessfully)
        {
            reason = $"{startable.Name} could not be started: {failure.Message.TrimEnd('.')}";
        }
        if (process is not null) await process.DisposeAsync();
        var pause = backoff.AfterDeath(lived.Elapsed);
        say($"{reason}; starting it again in {pause.TotalSeconds} s.");
        return pause;
    }

    private void Started(GuardedProcess started)
    {
        process = started;
        board.Set(startable.Name, ResourceState.Starting, started.Id, startable.Address);
    }
}
