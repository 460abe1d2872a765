using System.Diagnostics;
using Caisse.Support;
using Dapper;
using Xunit.Abstractions;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>
/// A writer, or its session, stands still in the middle of a batch with the ledger's lock in its hands, and
/// later goes on as if nothing had been.
/// </summary>
public sealed class FreezeTests(ITestOutputHelper output) : IAsyncLifetime
{
    const int Callers = 32;
    const int Answers = 100;

    const string First = Fund.Caisse, Second = "second";

    const string SessionsAtTheLock =
        """
        pg_locks join pg_stat_activity using (pid)
        where locktype = 'advisory' and datname = current_database()
          and (classid::bigint << 32 | objid::bigint) = hashtextextended('ledger ' || @Caisse, 0)
          and application_name = @instance
        """;

    /// <summary>When the database takes the lock from whoever stands still.</summary>
    static readonly TimeSpan LongestStandstill = TimeSpan.FromSeconds(5);

    /// <summary>Until the other's turn is over on a machine with much to do.</summary>
    static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    readonly Fund fund = new();

    public Task InitializeAsync() => fund.InitializeAsync();

    public Task DisposeAsync() => fund.DisposeAsync();

    [Fact]
    public async Task A_frozen_wallet_loses_the_lock_another_goes_on_and_it_fails_safely_when_it_wakes()
    {
        var seed = Seed.Next(output);
        var playground = await Playground.OpenAsync(fund);
        await using var first = await fund.MoveOutAsync();
        await using var second = await fund.Service.StartProcessAsync(Second);
        using var ending = new CancellationTokenSource();
        var playing = PlayAsync(playground, seed, first, second, ending.Token);

        await Eventually.TrueAsync("the first is frozen with the ledger's lock", async () =>
        {
            first.Freeze();
            // It may go as far as the next statement before it stands still.
            var isFrozen = await SessionAsync(First, "idle in transaction") is { } session
                && await SessionAsync(First, "idle in transaction") == session;
            if (!isFrozen)
            {
                first.Thaw();
            }
            return isFrozen;
        });
        var silence = Stopwatch.StartNew();
        // Those of its sessions that wait are given the lock in their turn too, and lose it the same way.
        var frozen = await CountSessionsAsync(First);
        await MoreAnswersAsync(playground, 1);
        output.WriteLine(
            $"The next payment was taken after {silence.Elapsed.TotalSeconds:0.0} s and {frozen} sessions.");
        Assert.InRange(silence.Elapsed, TimeSpan.Zero, (frozen * LongestStandstill) + Margin);
        await MoreAnswersAsync(playground, Answers);
        await Eventually.TrueAsync(
            "the frozen one holds nothing", async () => await SessionAsync(First, "%") is null);
        first.Thaw();
        await MoreAnswersAsync(playground, Answers);

        await ending.CancelAsync();
        await playing;
        await playground.CheckAsync(seed);
    }

    [Fact]
    public async Task A_frozen_session_of_the_database_makes_everyone_wait_and_nothing_happens_twice()
    {
        var seed = Seed.Next(output);
        var playground = await Playground.OpenAsync(fund);
        await using var first = await fund.MoveOutAsync();
        await using var second = await fund.Service.StartProcessAsync(Second);
        using var ending = new CancellationTokenSource();
        var playing = PlayAsync(playground, seed, first, second, ending.Token);

        var session = (int)await Eventually.GetAsync<object>(
            "a session is frozen with the ledger's lock", async () =>
            {
                var holding = await SessionAsync(First, "%");
                if (holding is not { } processId)
                {
                    return null;
                }
                Signals.Send(processId, Signals.Stop);
                if (await SessionAsync(First, "%") == processId)
                {
                    return processId;
                }
                Signals.Send(processId, Signals.Continue);
                return null;
            });
        await fund.SomeoneWaitsAsync();
        Signals.Send(session, Signals.Continue);
        await MoreAnswersAsync(playground, Answers);

        await ending.CancelAsync();
        await playing;
        await playground.CheckAsync(seed);
    }

    /// <summary>They go on calling until it is over, whenever it is that the freeze succeeds.</summary>
    static Task PlayAsync(
        Playground playground, int seed, ChildProcess first, ChildProcess second, CancellationToken ending) =>
        playground.PlayAsync(
            seed, Callers, int.MaxValue, caller => caller % 2 == 0 ? first.ClientWith : second.ClientWith,
            ending);

    static async Task MoreAnswersAsync(Playground playground, int more)
    {
        static int Answered(Playground of) =>
            of.Recorder.Calls.Count(call =>
                call is { Ask.Body: not null, Outcome: Outcome.Ok or Outcome.Refused });
        var until = Answered(playground) + more;
        await Eventually.TrueAsync(
            $"{more} more answers", () => Task.FromResult(Answered(playground) >= until));
    }

    /// <summary>The session of an instance that holds the ledger's lock, in such a state; or null.</summary>
    async Task<int?> SessionAsync(string instance, string state)
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int?>(
            $"select pid from {SessionsAtTheLock} and granted and state like @state limit 1",
            new { Fund.Caisse, instance, state });
    }

    /// <summary>How many sessions of an instance hold the ledger's lock or wait for it.</summary>
    async Task<int> CountSessionsAsync(string instance)
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>(
            $"select count(*) from {SessionsAtTheLock}", new { Fund.Caisse, instance });
    }
}
