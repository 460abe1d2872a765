using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Caisse.Benchmarks.Measuring;
using Caisse.Benchmarks.Posting;
using Caisse.Benchmarks.Rivals;
using Caisse.Contracts;
using Caisse.Contracts.Contributions;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Dapper;
using Npgsql;

namespace Caisse.Benchmarks.Allocating;

/// <summary>
/// A run of 100,000 households credited while tills go on, against the bare rows it writes, written alone in
/// one transaction; and what tills notice of it.
/// </summary>
static class AllocatingBenchmark
{
    const int Households = 100_000;
    const int HouseholdsPerSlice = 500;
    const int HeardAtOnce = 8;
    const int Shops = 100;
    const int Callers = 64;
    const int Rounds = 3;

    static readonly TimeSpan AloneTime = TimeSpan.FromSeconds(6);
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    internal static async Task RunAsync(Figures figures)
    {
        Console.WriteLine("allocating");
        await using var fund = await Fund.StartAsync(Households, Shops);
        RivalTables.Make(fund);
        await fund.Service.HearAsync(new DecisionAdopted(
            Fund.Slug, Guid.CreateVersion7(), 1,
            [new DecisionEffect(
                SetAllocationScheme.Kind,
                JsonSerializer.Serialize(new SetAllocationScheme(15_000, 7_500), CaisseJson.Events))],
            new DateOnly(2026, 1, 1), Now));
        var till = await WriterTill.OpenAsync(fund);
        await Load.RunAsync(Callers, TimeSpan.FromSeconds(3), _ => till.PayAsync(isHot: true));

        List<(double Bare, double Run, Measured Alone, Measured During)> rounds = [];
        for (var round = 0; round < Rounds; round++)
        {
            var reserved = await PrepareAsync(fund, new Period(new DateOnly(2031, 1 + round, 1)));
            var bare = await BareAsync(fund);
            var alone = await Load.RunAsync(Callers, AloneTime, _ => till.PayAsync(isHot: true));
            var crediting = CreditAsync(fund, reserved);
            var during = await Load.RunWhileAsync(
                () => !crediting.IsCompleted, Callers, _ => till.PayAsync(isHot: true));
            rounds.Add((bare, await crediting, alone, during));
        }
        var (bareTime, run, paidAlone, paidDuring) =
            rounds.OrderBy(round => round.Run / round.Bare).ElementAt(Rounds / 2);
        figures.Add(new(
            "allocation of 100,000 while 64 callers pay", "its bare rows alone", run / bareTime, 4, 3, false,
            $"{run:0.0} s", $"{bareTime:0.0} s"));
        figures.Add(new(
            "p99 of payments during it", "payments alone", paidDuring.P99 / paidAlone.P99, 3, 2, false,
            $"{paidDuring.P99:0.0} ms", $"{paidAlone.P99:0.0} ms"));
        figures.Add(new(
            "longest payment during it", "50 ms", paidDuring.Longest / 50, 1, 30 / 50.0, false,
            $"{paidDuring.Longest:0.0} ms", "50 ms"));
    }

    /// <summary>A run that is worked out and waits for its euros.</summary>
    static async Task<FundsReserved> PrepareAsync(Fund fund, Period period)
    {
        using var treasurer = fund.Service.Client($"{Fund.Slug}:treasurer");
        var run = (await treasurer.PostAsync(
            $"/v1/caisses/{Fund.Slug}/allocation-runs", new { period }, HttpStatusCode.Accepted,
            Guid.NewGuid().ToString())).Id();
        var slices = fund.Households.Order().Chunk(HouseholdsPerSlice).ToArray();
        await Parallel.ForEachAsync(
            slices.Index(), new ParallelOptions { MaxDegreeOfParallelism = HeardAtOnce },
            async (slice, _) => await fund.Service.HearAsync(new CompositionFrozen(
                Fund.Slug, period, slice.Index, slices.Length,
                [.. slice.Item.Select(household => new FrozenHousehold(household, [41, 39, 7]))], Now)));
        var asked = await fund.Service.ShouldPublishAsync<FundsReservationRequested>(
            request => request.RunId == run, Limit);
        return new FundsReserved(Fund.Slug, run, asked.AmountCents, Now);
    }

    /// <summary>Seconds from the euros' arrival to the last household's MonA.</summary>
    static async Task<double> CreditAsync(Fund fund, FundsReserved reserved)
    {
        var begun = Stopwatch.GetTimestamp();
        await fund.Service.HearAsync(reserved);
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        await Eventually.TrueAsync(
            "the run is completed",
            async () => await connection.ExecuteScalarAsync<bool>(IsCompleted, new { reserved.RunId }), Limit);
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    static async Task<double> BareAsync(Fund fund)
    {
        await using var connection = new NpgsqlConnection(fund.Service.ConnectionString);
        await connection.OpenAsync();
        var begun = Stopwatch.GetTimestamp();
        await connection.ExecuteAsync(BareRows, new { fund.Households, Payer = fund.Shops[0] });
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    const string IsCompleted = "select state = 'completed' from allocation_run where run_id = @RunId";

    const string BareRows =
        """
        begin;
        insert into rival_transfer (transfer_id, debit, credit, amount_cents, debit_version,
            debit_balance_cents, credit_version, credit_balance_cents)
        select gen_random_uuid(), payer.account_id, household.account_id, 30000,
               payer.version + row_number() over (), payer.balance_cents - 30000::bigint * row_number() over (),
               household.version + 1, household.balance_cents + 30000
        from unnest(@Households) as id
        join rival_account as household on household.account_id = id
        join rival_account as payer on payer.account_id = @Payer;
        update rival_account set balance_cents = balance_cents + 30000, version = version + 1
        where account_id = any(@Households);
        update rival_account set version = version + cardinality(@Households),
            balance_cents = balance_cents - 30000::bigint * cardinality(@Households) where account_id = @Payer;
        commit;
        """;
}
