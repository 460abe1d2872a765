using Caisse.Support;

namespace Caisse.AppHost.Tests;

/// <summary>However it ends, nothing of it is left.</summary>
public sealed class StoppingTests : TemporaryData
{
    private const int Hangup = 1;
    private const int Interrupt = 2;
    private const int Kill = 9;
    private const int Terminate = 15;

    private static readonly TimeSpan promised = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(Interrupt)]
    [InlineData(Hangup)]
    public async Task Ctrl_C_and_a_closed_terminal_stop_everything(int signal)
    {
        using var platform = await RunningPlatform.StartReadyAsync(Data, ["wallet"]);
        Assert.True(RunningPlatform.ProcessesOf(Data).Count >= 8);

        platform.SignalAll(signal);

        await RunningPlatform.NothingRunsAsync(Data, promised);
        Assert.Equal(0, await platform.ExitCodeAsync());
        await platform.SaysAsync($"Stopped. Data stays in {Data}.");
    }

    [Fact]
    public async Task A_request_to_end_stops_everything_in_order()
    {
        using var platform = await RunningPlatform.StartReadyAsync(Data, []);

        platform.Signal(Terminate);

        await RunningPlatform.NothingRunsAsync(Data, promised);
        Assert.Equal(0, await platform.ExitCodeAsync());
        // PostgreSQL says so when it has to recover at the next start; after an orderly stop it has not.
        Assert.DoesNotContain("recovery", await PostgresLogOfNextStartAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stops_while_it_starts_too()
    {
        using var platform = RunningPlatform.Start(Data, RunningPlatform.Programs);
        await platform.SaysAsync("is ready after");

        platform.Signal(Terminate);

        await RunningPlatform.NothingRunsAsync(Data, promised);
        Assert.Equal(0, await platform.ExitCodeAsync());
        Assert.DoesNotContain("   at ", platform.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_started_ends_with_a_killed_AppHost()
    {
        using var platform = await RunningPlatform.StartReadyAsync(Data, ["wallet"]);

        platform.Signal(Kill);

        await RunningPlatform.NothingRunsAsync(Data, promised);
    }

    [Fact]
    public async Task The_next_start_stops_what_outlived_even_the_orchestrator()
    {
        using (var platform = await RunningPlatform.StartReadyAsync(Data, []))
        {
            // The orchestrator's processes are killed first: then nobody is left to stop the servers.
            foreach (var process in RunningPlatform.ProcessesOf(Data).Where(RunningPlatform.IsOrchestrator))
                Signals.Send(process, Kill);
            platform.Signal(Kill);
            await platform.ExitCodeAsync();
        }
        var left = RunningPlatform.ProcessesOf(Data);
        Assert.Contains(left, process => RunningPlatform.CommandLine(process)
            .Contains("/bin/postgres -D", StringComparison.Ordinal));

        using var next = await RunningPlatform.StartReadyAsync(Data, []);

        await next.SaysAsync("processes that an earlier start had left behind.");
        Assert.Empty(RunningPlatform.ProcessesOf(Data).Intersect(left));
    }

    private async Task<string> PostgresLogOfNextStartAsync()
    {
        using var next = await RunningPlatform.StartReadyAsync(Data, []);
        return await File.ReadAllTextAsync(Path.Combine(Data, "logs", "postgres.log"));
    }
}
