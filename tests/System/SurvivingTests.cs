using System.Diagnostics;
using System.Net;
using Caisse.Support;
using Dapper;
using Npgsql;

namespace Caisse.SystemTests;

/// <summary>Whatever is killed, in the middle of whatever: nothing is lost, nothing happens twice.</summary>
[Collection(PlatformTests.Name)]
public sealed class SurvivingTests(Platform platform)
{
    /// <summary>More than two slices: the wallet is killed when most are credited, within the last.</summary>
    const int Households = 1_100;

    const int EnrolledAtOnce = 16;

    static readonly DateOnly Adult = new(1980, 4, 1);
    static readonly TimeSpan LongestPayment = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("gateway")]
    [InlineData("contributions")]
    public async Task What_is_killed_comes_back_and_nothing_is_lost(string name)
    {
        var fund = await FoundAsync($"survives-{name}");
        var household = await fund.AdmitAsync(Fund.Month(2026, 1), Adult);
        await fund.ReceiveGrantAsync(50_000);

        await platform.RunsAgainAsync(name, platform.Kill(name));

        await fund.AllocateAsync(Fund.Month(2026, 1));
        Assert.Equal(10_000, await fund.BalanceAsync(household));
        Assert.Equal(50_000, (await fund.ReadFundAsync()).Cents("cashCents"));
        await fund.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_wallet_killed_in_the_middle_of_an_allocation_credits_every_household_once()
    {
        var fund = await FoundAsync("killed-wallet");
        await Parallel.ForEachAsync(
            Enumerable.Range(1, Households - 1),
            new ParallelOptions { MaxDegreeOfParallelism = EnrolledAtOnce },
            async (_, _) => await fund.EnrolAsync(Fund.Month(2026, 1), Adult));
        var last = await fund.AdmitAsync(Fund.Month(2026, 1), Adult);
        await fund.ReceiveGrantAsync(Households * 10_000L);

        await using var database = new NpgsqlConnection(platform.DatabaseOf("wallet"));
        await database.OpenAsync();
        // Households are credited in the order of their ids: with the last account held, the run stops there.
        var held = await database.BeginTransactionAsync();
        await database.ExecuteAsync(
            "select 1 from account where caisse_id = @Slug and account_id = @Id for update",
            new { fund.Slug, last.Id }, held);
        var run = await fund.StartAllocationAsync(Fund.Month(2026, 1));
        await fund.Treasurer.ReadUntilAsync(
            $"{fund.Root}/allocation-runs/{run.Id()}",
            read => read.Text("state") == "crediting" && read.Cents("creditedHouseholds") > Households / 2);
        var killed = platform.Kill("wallet");
        await held.RollbackAsync();
        await platform.RunsAgainAsync("wallet", killed);

        var ended = await fund.AllocationEndsAsync(run);
        Assert.Equal(Households, ended.Cents("creditedHouseholds"));
        var ledger = await fund.ShouldAgreeAsync();
        Assert.Equal(Households, ledger.Cents("transfers"));
        Assert.Equal(Households * 10_000L, ledger.Cents("issuedCents"));
        Assert.Equal(Households, await database.ExecuteScalarAsync<int>(
            """
            select count(*) from account
            where caisse_id = @Slug and kind = 'household' and balance_cents = @Cents
            """,
            new { fund.Slug, Cents = 10_000 }));
    }

    [Fact]
    public async Task Tills_go_on_while_RabbitMQ_is_down_and_afterwards_every_payment_has_arrived()
    {
        var fund = await FoundAsync("killed-broker");
        var households = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => fund.AdmitAsync(Fund.Month(2026, 1), Adult)));
        await fund.ConveneAsync(households[0].MemberIds[0]);
        var shops = await Task.WhenAll(households.Select((_, place) => fund.ApplyAsync($"Étal {place + 1}")));
        await fund.AccreditAsync(null, shops);
        await fund.ReceiveGrantAsync(30_000);
        fund.Now = Fund.At(2026, 1, 5);
        await fund.AllocateAsync(Fund.Month(2026, 1));
        var cards = await Task.WhenAll(households.Select(household => fund.IssueCardAsync(household)));

        var payments = new CountedPayments();
        using var closing = new CancellationTokenSource();
        var tills = shops.Zip(cards, (shop, card) => Task.Run(
            () => payments.GoOnAsync(() => fund.TryPayAsync(shop, card.Token, 1), closing.Token))).ToList();
        await Eventually.TrueAsync("payments run", () => Task.FromResult(payments.Accepted > 30));
        var killed = platform.Kill("messaging");
        var before = payments.Accepted;
        await Eventually.TrueAsync("the broker's end is noticed", () => Task.FromResult(
            platform.Resource("messaging") is var broker && (!broker.IsReady || broker.ProcessId != killed)));
        await platform.RunsAgainAsync("messaging", killed);
        var after = payments.Accepted;
        closing.Cancel();
        var paid = await Task.WhenAll(tills);

        Assert.True(
            after > before + 30, $"Only {after - before} payments were taken while the broker was down.");
        Assert.True(payments.Longest < LongestPayment, $"A till waited {payments.Longest}.");
        foreach (var (place, shop) in shops.Index())
        {
            var statement = await fund.StatementAsync(shop, fund.Today, fund.Today, movements: paid[place]);
            Assert.Equal(paid[place], statement.Cents("netCents"));
        }
        var ledger = await fund.ShouldAgreeAsync();
        Assert.Equal(paid.Sum(), ledger.Cents("outstandingPointsOfSaleCents"));
    }

    Task<Fund> FoundAsync(string slug) =>
        Fund.FoundAsync(platform, slug, Fund.At(2025, 12, 15), Fund.HundredPerAdult, Fund.OneEuro);

    /// <summary>Counts what tills take in, and how long the slowest payment took.</summary>
    sealed class CountedPayments
    {
        int accepted;
        long longestTicks;

        internal int Accepted => Volatile.Read(ref accepted);

        internal TimeSpan Longest => TimeSpan.FromTicks(Volatile.Read(ref longestTicks));

        /// <summary>Pays one after the other until told to close; every payment must be taken.</summary>
        internal async Task<int> GoOnAsync(Func<Task<HttpResponseMessage>> pay, CancellationToken closing)
        {
            var taken = 0;
            while (!closing.IsCancellationRequested)
            {
                var watch = Stopwatch.StartNew();
                using var response = await pay();
                await response.ShouldBeAsync(HttpStatusCode.Created);
                InterlockedMax(ref longestTicks, watch.Elapsed.Ticks);
                Interlocked.Increment(ref accepted);
                taken++;
            }
            return taken;
        }

        static void InterlockedMax(ref long target, long value)
        {
            for (var seen = Volatile.Read(ref target); value > seen;)
            {
                var found = Interlocked.CompareExchange(ref target, value, seen);
                if (found == seen)
                {
                    return;
                }
                seen = found;
            }
        }
    }
}
