using Caisse.Contracts;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Allocating;

/// <summary>An allocation run as it stands.</summary>
/// <param name="Id">The run.</param>
/// <param name="Period">The period it allocates.</param>
/// <param name="State">reserving, refused, crediting or completed.</param>
/// <param name="DecisionId">The decision whose scheme it follows.</param>
/// <param name="Households">How many households receive something; null while it is being worked out.</param>
/// <param name="TotalCents">MonA cents in all; null while it is being worked out.</param>
/// <param name="CreditedHouseholds">How many have received it.</param>
/// <param name="ShortfallCents">Euro cents missing, when refused.</param>
sealed record AllocationRunAnswer(
    Guid Id, Period Period, string State, Guid DecisionId, int? Households, long? TotalCents,
    long CreditedHouseholds, long? ShortfallCents)
{
    internal const string Select =
        """
        select run_id as id, period, state, decision_id, households, total_cents,
               (select count(*) from allocation
                where allocation.caisse_id = allocation_run.caisse_id
                  and allocation.run_id = allocation_run.run_id
                  and is_credited and amount_cents > 0) as credited_households,
               shortfall_cents
        from allocation_run
        """;
}

/// <summary>Reads how far an allocation run is.</summary>
static class ReadAllocationRun
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/allocation-runs/{runId:guid}", HandleAsync)
            .Describe(nameof(ReadAllocationRun), "Read how far an allocation run is.")
            .Allow(Grants.Treasurer, Grants.Coordinator, Grants.ReadFund);

    static async Task<Answer<AllocationRunAnswer>> HandleAsync(
        Guid runId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await work.FindAsync<AllocationRunAnswer>(Read, new { work.Caisse, runId }) is { } run
            ? run
            : Refusal.NotFound("allocation run", runId);
    }

    const string Read = $"{AllocationRunAnswer.Select} where caisse_id = @Caisse and run_id = @runId";
}
