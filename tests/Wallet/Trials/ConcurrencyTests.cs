using Caisse.Support;
using Xunit.Abstractions;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>
/// Many callers at random over few wallets; afterwards every answer has to be explained.
/// </summary>
public sealed class ConcurrencyTests(ITestOutputHelper output) : IAsyncLifetime
{
    const int Callers = 64;
    const int CallsEach = 40;
    const int CallsEachWhenKilled = 20;
    const int Settlements = 3;

    static readonly TimeSpan BetweenKills = TimeSpan.FromMilliseconds(60);

    static readonly TimeSpan LongestPlay = TimeSpan.FromMinutes(2);

    readonly Fund fund = new();

    public Task InitializeAsync() => fund.InitializeAsync();

    public Task DisposeAsync() => fund.DisposeAsync();

    [Fact]
    public async Task Every_answer_that_64_callers_get_is_explained_by_one_order()
    {
        var seed = Seed.Next(output);
        var playground = await Playground.OpenAsync(fund);
        await PlayAsync(playground, seed, CallsEach, _ => fund.Service, SettleNowAndThenAsync(playground));
        await playground.CheckAsync(seed);
    }

    [Fact]
    public async Task Every_answer_is_explained_when_two_instances_write_and_their_sessions_are_killed()
    {
        var seed = Seed.Next(output);
        var playground = await Playground.OpenAsync(fund);
        await using var other = await fund.Service.StartAnotherAsync();
        using var ending = new CancellationTokenSource();
        var killing = KillSessionsAsync(ending.Token);
        await PlayAsync(
            playground, seed, CallsEachWhenKilled, caller => caller % 2 == 0 ? fund.Service : other,
            Task.CompletedTask);
        await ending.CancelAsync();
        output.WriteLine($"{await killing} sessions were killed");
        fund.Service.ForgetConnections();
        await playground.CheckAsync(seed);
    }

    async Task PlayAsync(
        Playground playground, int seed, int callsEach,
        Func<int, RunningService<WalletService>> instanceOf, Task meanwhile)
    {
        var watch = new SnapshotWatch(fund.Service.Database);
        watch.Begin();
        await Task.WhenAll(
            playground.PlayAsync(seed, Callers, callsEach, number => instanceOf(number).ClientWith), meanwhile);
        var calls = playground.Recorder.Calls;
        output.WriteLine(
            $"{calls.Count} calls: {string.Join(", ", calls.CountBy(call => call.Outcome))}; "
            + $"{await watch.EndAsync()} looks at the ledger");
    }

    static async Task SettleNowAndThenAsync(Playground playground)
    {
        for (var time = 0; time < Settlements; time++)
        {
            var until = playground.Recorder.Calls.Count + (Callers * CallsEach / (Settlements + 1));
            await Eventually.TrueAsync(
                "many more calls", () => Task.FromResult(playground.Recorder.Calls.Count >= until),
                LongestPlay);
            await playground.SettleAsync();
        }
    }

    async Task<int> KillSessionsAsync(CancellationToken ending)
    {
        using var timer = new PeriodicTimer(BetweenKills);
        var kills = 0;
        while (!ending.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            kills += await fund.Service.EndBusySessionAsync();
        }
        return kills;
    }
}
