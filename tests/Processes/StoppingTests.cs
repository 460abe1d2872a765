namespace Caisse.Processes.Tests;

public sealed class StoppingTests : TemporaryData
{
    private const int Hangup = 1;
    private const int Interrupt = 2;
    private const int Kill = 9;
    private const int Terminate = 15;

    [Fact]
    public async Task An_orderly_stop_leaves_nothing_and_stops_in_reverse_order()
    {
        using var platform = await RunningPlatform.StartReadyAsync(Data, "postgres,messaging");
        // Two servers with their helpers, two services with theirs, and a guard for each.
        Assert.True(RunningPlatform.ProcessesOf(Data).Count >= 8);

        platform.Signal(Terminate);

        Assert.Equal(0, await platform.ExitCodeAsync());
        await RunningPlatform.NothingRunsAsync(Data);
        string[] order = ["gateway   is stopped", "wallet    is stopped", "postgres  is stopped"];
        var places = order.Select(line => platform.Output.IndexOf(line, StringComparison.Ordinal)).ToList();
        Assert.Equal(places.Order(), places);
        Assert.DoesNotContain(-1, places);
    }

    [Theory]
    [InlineData(Interrupt)]
    [InlineData(Hangup)]
    public async Task Ctrl_C_and_a_closed_terminal_stop_it_too(int signal)
    {
        using var platform = await RunningPlatform.StartReadyAsync(Data);
        platform.Signal(signal);
        Assert.Equal(0, await platform.ExitCodeAsync());
        await RunningPlatform.NothingRunsAsync(Data);
    }

    [Fact]
    public async Task Children_die_with_a_killed_parent()
    {
        using var platform = await RunningPlatform.StartReadyAsync(Data, "postgres,messaging");
        platform.Signal(Kill);
        await platform.ExitCodeAsync();
        await RunningPlatform.NothingRunsAsync(Data);
    }

    [Fact]
    public async Task The_next_start_stops_what_outlived_its_parent_and_guards()
    {
        using (var platform = await RunningPlatform.StartReadyAsync(Data))
        {
            // The guards are killed first: then nobody is left to stop the services.
            var guards = RunningPlatform.ProcessesOf(Data).Where(IsGuard).ToList();
            Assert.Equal(2, guards.Count);
            foreach (var guard in guards) RunningPlatform.Signal(guard, Kill);
            platform.Signal(Kill);
            await platform.ExitCodeAsync();
        }
        var orphans = RunningPlatform.ProcessesOf(Data);
        Assert.Equal(4, orphans.Count);

        using var next = await RunningPlatform.StartReadyAsync(Data);

        await next.SaysAsync("Stopped 4 processes that an earlier start had left behind.");
        Assert.Empty(RunningPlatform.ProcessesOf(Data).Intersect(orphans));
    }

    private static bool IsGuard(int processId) =>
        RunningPlatform.CommandLine(processId).StartsWith("bash -c", StringComparison.Ordinal);
}
