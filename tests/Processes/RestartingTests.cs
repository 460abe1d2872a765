using System.Net.Http.Json;
using Caisse.Servers;

namespace Caisse.Processes.Tests;

public sealed class RestartingTests : TemporaryData
{
    private const int Kill = 9;

    [Fact]
    public async Task What_dies_is_started_again_at_the_same_address_with_all_it_had_started_gone()
    {
        using var platform = await RunningPlatform.StartReadyAsync(Data);
        using var http = new HttpClient();
        var first = platform.Resource("wallet");
        var helper = await http.GetStringAsync(new Uri($"{first.Address}/helper"));

        RunningPlatform.Signal(first.Pid!.Value, Kill);

        var second =
            await platform.ResourceAsync("wallet", wallet => wallet is { Restarts: 1, State: "running" });
        Assert.Equal(first.Address, second.Address);
        Assert.NotEqual(first.Pid, second.Pid);
        await Eventually.IsTrueAsync(
            () => !Directory.Exists($"/proc/{helper}"), () => $"The helper {helper} still runs.");
        await platform.SaysAsync("wallet ended with code 137; starting it again in 0.5 s.");
    }

    [Fact]
    public async Task A_killed_PostgreSQL_is_started_again_on_its_port()
    {
        using var platform = await RunningPlatform.StartReadyAsync(Data, "postgres");
        var first = platform.Resource("postgres");

        RunningPlatform.Signal(first.Pid!.Value, Kill);

        var second =
            await platform.ResourceAsync("postgres", server => server is { Restarts: > 0, State: "running" });
        Assert.Equal(first.Address, second.Address);
    }

    [Fact]
    public async Task A_killed_RabbitMQ_is_started_again_on_its_port()
    {
        using var platform = await RunningPlatform.StartReadyAsync(Data, "messaging");
        var first = platform.Resource("messaging");

        RunningPlatform.Signal(first.Pid!.Value, Kill);

        var second = await platform.ResourceAsync(
            "messaging", server => server is { Restarts: > 0, State: "running" });
        Assert.Equal(first.Address, second.Address);
    }

    [Fact]
    public async Task A_chore_that_ends_well_is_finished_and_one_that_fails_is_started_again_later_and_later()
    {
        using var platform = await RunningPlatform.StartReadyAsync(Data, "chores");
        await platform.ResourceAsync("bad-chore", chore => chore.Restarts >= 2);
        await platform.SaysAsync("bad-chore ended with code 3; starting it again in 0.5 s.");
        await platform.SaysAsync("bad-chore ended with code 3; starting it again in 1 s.");
        Assert.Equal(
            new ResourceLine("good-chore", "finished", null, null, 0),
            await platform.ResourceAsync("good-chore", chore => chore.State == "finished"));
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

    [Fact]
    public async Task A_service_is_told_the_environment_that_Aspire_would_tell_it()
    {
        using var platform = await RunningPlatform.StartReadyAsync(Data, "postgres");
        using var http = new HttpClient();
        var wallet = await ReadEnvironmentAsync(http, platform.Resource("wallet"));
        var gateway = await ReadEnvironmentAsync(http, platform.Resource("gateway"));

        Assert.Contains("Database=wallet", wallet["ConnectionStrings__wallet"], StringComparison.Ordinal);
        Assert.Equal(platform.Resource("wallet").Address, gateway["services__wallet__http__0"]);
        Assert.Equal("gateway", gateway["OTEL_SERVICE_NAME"]);
        Assert.Equal("Development", gateway["ASPNETCORE_ENVIRONMENT"]);
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(Data, "secrets", "operator-secret")),
            wallet["Bootstrap__OperatorClientSecret"]);
    }

    private static async Task<Dictionary<string, string>> ReadEnvironmentAsync(
        HttpClient http, ResourceLine resource) =>
        (await http.GetFromJsonAsync<Dictionary<string, string>>($"{resource.Address}/environment"))!;
}
