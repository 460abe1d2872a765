using System.Diagnostics;
using Caisse.Contracts.Contributions;
using Caisse.Contracts.Wallet;
using Caisse.Support;
using Caisse.Wallet.Allocating;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Caisse.Wallet.Tests;

/// <summary>A run of a whole region, with what credits it interrupted again and again.</summary>
public sealed class AllocationAtScaleTests(Fund fund, ITestOutputHelper output) : IClassFixture<Fund>
{
    const string Period = "2031-01";
    const int Households = 100_000;
    const int HouseholdsPerSlice = 500;
    const int HeardAtOnce = 8;
    const long EachCents = 20_000;

    /// <summary>How often a slice is killed in the middle, and an instance stopped.</summary>
    const int Interruptions = 5;

    static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_run_of_100_000_households_killed_and_stopped_again_and_again_credits_each_once()
    {
        var watch = Stopwatch.StartNew();
        var run = (await fund.RequestRunAsync(Period)).Id();
        await HearEveryoneAsync();
        var asked = await fund.Service.ShouldPublishAsync<FundsReservationRequested>(
            request => request.RunId == run, Limit);
        Assert.Equal(Households * EachCents, asked.AmountCents);
        output.WriteLine($"worked out in {watch.Elapsed}");

        watch.Restart();
        var funds = new FundsReserved(Fund.Caisse, run, asked.AmountCents, asked.OccurredAt);
        await fund.Service.HearAsync(funds);
        for (var time = 0; time < Interruptions; time++)
        {
            // Another instance of the service beside the one that runs, gone before the run is over.
            using var other = ActivatorUtilities.CreateInstance<CreditAllocations>(fund.Service.Services);
            await other.StartAsync(CancellationToken.None);
            await KillWithinSliceAsync();
            await other.StopAsync(CancellationToken.None);
        }
        await Eventually.TrueAsync(
            "the run is completed", async () => await StateAsync(run) == "completed", Limit);
        output.WriteLine($"credited in {watch.Elapsed}");

        await ShouldHaveCreditedEachOnceAsync(run);
        Assert.Equal(run, (await fund.RequestRunAsync(Period)).Id());
        await fund.Service.HearAsync(funds);
        await ShouldHaveCreditedEachOnceAsync(run);
        Assert.Single(await fund.Service.PublishedAsync<AllocationRunCompleted>());
        await fund.ShouldBalanceAsync();
    }

    async Task HearEveryoneAsync()
    {
        var slices = Enumerable.Range(0, Households).Select(_ => Guid.CreateVersion7())
            .Chunk(HouseholdsPerSlice).ToArray();
        await Parallel.ForEachAsync(
            slices.Index(), new ParallelOptions { MaxDegreeOfParallelism = HeardAtOnce },
            async (slice, _) => await fund.HearCompositionAsync(
                Period, slice.Index, slices.Length,
                [.. slice.Item.Select(id => (id, (int[])[40, 38, 3]))]));
    }

    /// <summary>
    /// Holds the ledger, so that a slice that has begun waits for it, and ends that slice's connection.
    /// </summary>
    async Task KillWithinSliceAsync()
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(Posting.Ledger.TakeLock, new { Fund.Caisse }, transaction);
        await connection.ExecuteAsync("set local idle_in_transaction_session_timeout = 0");
        await using var observer = await fund.Service.Database.OpenConnectionAsync();
        await Eventually.TrueAsync("a slice is killed", async () =>
            await observer.ExecuteScalarAsync<int>(KillWaiting) > 0);
        await transaction.RollbackAsync();
    }

    async Task<string?> StateAsync(Guid run) =>
        (await fund.Treasurer.ReadAsync($"{Fund.Root}/allocation-runs/{run}"))
            .GetProperty("state").GetString();

    async Task ShouldHaveCreditedEachOnceAsync(Guid run)
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        Assert.Equal(
            (Households, Households, EachCents, EachCents),
            await connection.QuerySingleAsync<(int, int, long, long)>(ReadTransfers, new { run }));
        Assert.Equal(Households, await connection.ExecuteScalarAsync<int>(CountWallets, new { EachCents }));
    }

    const string KillWaiting =
        """
        select count(pg_terminate_backend(activity.pid))::int
        from pg_stat_activity as activity join pg_locks using (pid)
        where datname = current_database() and locktype = 'advisory' and not granted
        """;

    const string ReadTransfers =
        """
        select count(*)::int, count(distinct credit_account)::int, min(amount_cents), max(amount_cents)
        from transfer where kind = 'allocation' and reference_id = @run
        """;

    const string CountWallets =
        """
        select count(*)::int from account
        where kind = 'household' and balance_cents = @EachCents and version = 1
        """;
}
