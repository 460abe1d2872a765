using Caisse.Contracts;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Allocating;

/// <summary>An allocation run, or the preview of one, as it stands.</summary>
/// <param name="Id">The run.</param>
/// <param name="Period">The period it allocates.</param>
/// <param name="State">reserving, refused, crediting, completed; a preview: reserving, previewed.</param>
/// <param name="DecisionId">The decision whose scheme it follows.</param>
/// <param name="Households">How many households receive something; null while it is being worked out.</param>
/// <param name="TotalCents">MonA cents in all; null while it is being worked out.</param>
/// <param name="CreditedHouseholds">How many have received it.</param>
/// <param name="ShortfallCents">Euro cents missing when refused; of a preview, 0 when covered.</param>
/// <param name="IsPreview">Whether it only shows what a run would be.</param>
sealed record AllocationRunAnswer(
    Guid Id, Period Period, string State, Guid DecisionId, int? Households, long? TotalCents,
    long CreditedHouseholds, long? ShortfallCents, bool IsPreview)
{
    /// <summary>
    /// For a preview: where it differs most from the last completed run before its period, as staff see it.
    /// </summary>
    public IReadOnlyList<ChangeAnswer>? LargestChanges { get; init; }

    internal const string Select =
        """
        select run_id as id, period, state, decision_id, households, total_cents, credited_households,
               shortfall_cents, is_preview
        from allocation_run
        """;
}

/// <summary>What a household would receive instead of what it received.</summary>
sealed record ChangeAnswer(
    Guid HouseholdId, long BeforeCents, long AfterCents, string Reasoning, string ReasoningInFrench);

/// <summary>Reads how far an allocation run is, or what a preview shows.</summary>
static class ReadAllocationRun
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/allocation-runs/{runId:guid}", HandleAsync)
            .Describe(nameof(ReadAllocationRun), "How far an allocation run is, or what a preview shows.")
            .Allow(Grants.Treasurer, Grants.Coordinator, Grants.ReadFund);

    static async Task<Answer<AllocationRunAnswer>> HandleAsync(
        Guid runId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var of = new { work.Caisse, runId };
        if (await work.FindAsync<AllocationRunAnswer>(Read, of) is not { } run)
        {
            return Refusal.NotFound("allocation run", runId);
        }
        // Households one by one are for staff; an app that reads the fund's figures sees the figures.
        var isStaff = caller.Has(Grants.Treasurer) || caller.Has(Grants.Coordinator);
        return isStaff && run.State == "previewed"
            ? run with { LargestChanges = await work.ListAsync<ChangeAnswer>(ReadChanges, of) }
            : run;
    }

    const string Read = $"{AllocationRunAnswer.Select} where caisse_id = @Caisse and run_id = @runId";

    const string ReadChanges =
        """
        select household_id, before_cents, after_cents, reasoning, reasoning_in_french
        from largest_change where caisse_id = @Caisse and run_id = @runId order by place
        """;
}
