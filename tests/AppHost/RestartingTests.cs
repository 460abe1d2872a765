using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Caisse.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.AppHost.Tests;

/// <summary>What dies comes back; what was stopped stays so.</summary>
public sealed class RestartingTests : TemporaryData
{
    private const int Kill = 9;

    private static readonly TimeSpan startLimit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task What_dies_is_started_again_at_the_same_address()
    {
        using var platform = await RunningPlatform.StartReadyAsync(Data, ["wallet"]);
        await ComesBackAsync(platform, "wallet", "Caisse.Wallet.dll");
        await ComesBackAsync(platform, "postgres", "/bin/postgres -D");
        await ComesBackAsync(platform, "messaging", "beam.smp");
    }

    [Fact]
    public async Task What_is_stopped_at_the_dashboard_stays_stopped_until_it_is_started_there()
    {
        using var limit = new CancellationTokenSource(startLimit);
        await using var app = await StartAsync(limit.Token);
        var commands = app.Services.GetRequiredService<ResourceCommandService>();

        var stopped = await commands.ExecuteCommandAsync(
            "messaging", KnownResourceCommands.StopCommand, limit.Token);

        Assert.True(stopped.Success, stopped.Message);
        // PostgreSQL, killed after it, has been started again: there was time for both.
        var killed = ProcessOf(app, "postgres");
        Signals.Send(killed, Kill);
        await Eventually.TrueAsync("PostgreSQL runs again", () => Task.FromResult(
            ProcessOf(app, "postgres") is var next && next != killed && next != 0));
        Assert.NotEqual(KnownResourceStates.Running, StateOf(app, "messaging").State?.Text);

        var started = await commands.ExecuteCommandAsync(
            "messaging", KnownResourceCommands.StartCommand, limit.Token);
        Assert.True(started.Success, started.Message);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("messaging", limit.Token);
    }

    [Fact]
    public void The_pause_doubles_up_to_a_limit_and_is_short_again_after_a_stable_time()
    {
        var backoff = new Backoff();
        var pauses =
            Enumerable.Range(0, 8).Select(_ => backoff.AfterDeath(TimeSpan.FromSeconds(1)).TotalSeconds);
        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30], pauses);
        Assert.Equal(Backoff.Shortest, backoff.AfterDeath(Backoff.StableAfter));
    }

    private static async Task ComesBackAsync(RunningPlatform platform, string name, string words)
    {
        var killed = platform.ProcessesWith(words).First();
        var address = Address(killed);

        Signals.Send(killed, Kill);

        var next = await Eventually.GetAsync(
            $"{name} runs again",
            () => Task.FromResult<int[]?>([.. platform.ProcessesWith(words).Except([killed])]),
            found => found.Length > 0, deadline: TimeSpan.FromSeconds(10));
        Assert.Equal(address, Address(next[0]));
        await platform.SaysLineAsync($@"^{name} ended with code .*; starting it again in 0\.5 s\.$");
        await platform.SaysLineAsync($"^{name} +is ready again");
    }

    private async Task<DistributedApplication> StartAsync(CancellationToken cancellation)
    {
        var without = RunningPlatform.Programs.SelectMany(name => new[] { "--without", name });
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--demo", "false", "--data", Data, "--gateway-port", "0", "--dashboard-port", "0", .. without],
            cancellation);
        var app = await builder.BuildAsync(cancellation);
        await app.StartAsync(cancellation);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("postgres", cancellation);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("messaging", cancellation);
        return app;
    }

    private static CustomResourceSnapshot StateOf(DistributedApplication app, string name) =>
        app.ResourceNotifications.TryGetCurrentState(name, out var state)
            ? state.Snapshot
            : throw new InvalidOperationException($"No {name} is on the list.");

    private static int ProcessOf(DistributedApplication app, string name) => Convert.ToInt32(
        StateOf(app, name).Properties.FirstOrDefault(one => one.Name == "executable.pid")?.Value ?? 0,
        provider: null);

    /// <summary>What it was told of its ports: a program in its environment, PostgreSQL in words.</summary>
    private static string Address(int process) => string.Join(
        ' ',
        File.ReadAllText($"/proc/{process}/environ").Split('\0')
            .Concat(File.ReadAllText($"/proc/{process}/cmdline").Split('\0'))
            .Where(word => word.StartsWith("ASPNETCORE_URLS=", StringComparison.Ordinal)
                || word.StartsWith("port=", StringComparison.Ordinal)
                || word.StartsWith("RABBITMQ_DIST_PORT=", StringComparison.Ordinal)));
}
