using System.Diagnostics;
using System.Globalization;
using Caisse.Support;
using Dapper;
using Xunit.Abstractions;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>
/// The wallet, PostgreSQL or RabbitMQ is killed in the middle of batches and comes back; callers repeat what
/// was not answered, with the same keys. Afterwards every answer has to be explained, every payment is there
/// once and whole, and whoever listens has heard of it.
/// </summary>
public sealed class KillTests(ServersToCrash crashing, ITestOutputHelper output) : IClassFixture<ServersToCrash>
{
    const int Callers = 48;
    const int CallsEach = 14;

    /// <summary>How many of the seeds are played; all of them take a quarter of an hour.</summary>
    const string RoundsVariable = "CAISSE_KILL_ROUNDS";

    const int UsualRounds = 6;

    const string Wallet = "wallet", PostgreSql = "PostgreSQL", RabbitMq = "RabbitMQ";

    /// <summary>Statements of a batch at which it is killed.</summary>
    static readonly string[] Steps = ["%", "insert into transfer %", "insert into idempotency %", "commit"];

    /// <summary>So often it is looked whether a batch is there; then any moment is as good.</summary>
    const int MostLooks = 2_000;

    static readonly string[] Victims = [Wallet, PostgreSql, RabbitMq];

    static readonly int[] Seeds =
    [
        984193, 552387, 183146, 294571, 365461, 827673, 638740, 86172, 353905, 77340, 4233, 189463, 168085,
        379143, 367522, 178986, 172182, 624124, 381744, 412795, 368174, 360786, 631269, 944443, 120997,
        256684, 428875, 962636, 81529, 491625, 82633, 344035, 155872, 96390, 241730, 712093, 220274,
        388491, 2582, 953910, 368329, 546268, 787089, 903948, 948554, 675834, 452357, 26467, 227961,
        204969,
    ];

    public static TheoryData<string, int> Rounds()
    {
        var rounds = int.TryParse(
            Environment.GetEnvironmentVariable(RoundsVariable), CultureInfo.InvariantCulture, out var told)
            ? told
            : UsualRounds;
        var data = new TheoryData<string, int>();
        foreach (var (round, seed) in Seeds.Take(rounds).Index())
        {
            data.Add(Victims[round % Victims.Length], seed);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Rounds))]
    public async Task Whatever_is_killed_no_payment_is_lost_doubled_or_half_done(string victim, int seed)
    {
        var fund = new Fund { Servers = crashing.Servers.Access };
        await fund.InitializeAsync();
        try
        {
            await PlayAsync(fund, victim, seed);
        }
        finally
        {
            await fund.DisposeAsync();
        }
    }

    async Task PlayAsync(Fund fund, string victim, int seed)
    {
        var events = await HeardMoney.ListenAsync(fund.Service.Broker);
        var playground = await Playground.OpenAsync(fund);
        await using var wallet = await fund.MoveOutAsync();

        var killing = KillAsync(playground, victim, seed, wallet);
        await playground.PlayAsync(seed, Callers, CallsEach, _ => wallet.ClientWith);
        var kill = await killing;

        fund.Service.ForgetConnections();
        await events.ShouldCoverAsync(fund.Service);
        await FindNothingWrongAsync(fund, playground.Recorder.Calls, kill);
        output.WriteLine($"{victim}, seed {seed}; {events.Repeated} messages came twice");
        await playground.CheckAsync(seed);
    }

    /// <summary>
    /// Kills when as many answers have been heard, and then a batch has come as far, as the seed says.
    /// </summary>
    async Task<Kill> KillAsync(Playground playground, string victim, int seed, ChildProcess wallet)
    {
        const int All = Callers * CallsEach;
        var random = new Random(seed);
        await playground.Recorder.AnsweredAsync(random.Next(All / 8, All * 3 / 4));
        await playground.BatchIsAtAsync(Steps[random.Next(Steps.Length)], MostLooks);
        (Action Kill, Func<Task> ComeBackAsync) acts = victim switch
        {
            Wallet => (wallet.Kill, wallet.StartAgainAsync),
            PostgreSql => (crashing.Servers.KillPostgres, crashing.Servers.PostgresComesBackAsync),
            _ => (crashing.Servers.KillRabbitMq, crashing.Servers.RabbitMqComesBackAsync),
        };
        acts.Kill();
        var killed = new Kill(Stopwatch.GetTimestamp(), TimeProvider.System.GetUtcNow());
        await acts.ComeBackAsync();
        return killed;
    }

    async Task FindNothingWrongAsync(Fund fund, IReadOnlyList<Call> calls, Kill kill)
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        var wrong = await Aftermath.FindWrongAsync(connection, calls);
        var answered = calls.Where(call => call.AnsweredAt < kill.Timestamp).Select(call => call.Key);
        var unanswered = calls.Where(call => call.Ask.Body is not null && call.InvokedAt < kill.Timestamp)
            .Select(call => call.Key).Except(answered).ToArray();
        var done = await connection.ExecuteScalarAsync<int>(
            "select count(*) from idempotency where key = any(@unanswered) and created_at < @At",
            new { unanswered, kill.At });
        output.WriteLine(
            $"{calls.Count} requests; when it was killed {answered.Distinct().Count()} were answered and "
            + $"{unanswered.Length} were not, {done} of them done; {wrong["doubled"].Count()} doubled, "
            + $"{wrong["lost"].Count()} lost, {wrong["half"].Count()} half done");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.SelectMany(one => one)));
        Assert.DoesNotContain(calls, call => call.Answer.StartsWith("500", StringComparison.Ordinal));
    }

    /// <summary>When it was killed: by the clock that calls are measured with, and by the database's.</summary>
    sealed record Kill(long Timestamp, DateTimeOffset At);
}

/// <summary>Servers for one class of tests, which crashes them.</summary>
public sealed class ServersToCrash : IAsyncLifetime
{
    internal CrashingServers Servers { get; private set; } = null!;

    public async Task InitializeAsync() => Servers = await CrashingServers.StartAsync();

    public async Task DisposeAsync() => await Servers.DisposeAsync();
}
