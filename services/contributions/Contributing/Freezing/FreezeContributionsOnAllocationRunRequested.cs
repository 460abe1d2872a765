using Caisse.Contracts.Contributions;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.Freezing;

/// <summary>
/// Writes down, once per caisse and period, what each household has pledged and paid, and tells it in slices.
/// A further request for the period is told the very same; a preview before it is told how things stand.
/// </summary>
[Consumer("FreezeContributionsOnAllocationRunRequested")]
sealed class FreezeContributionsOnAllocationRunRequested : IHandle<AllocationRunRequested>
{
    internal const int LargestSlice = 500;

    public async Task HandleAsync(AllocationRunRequested requested, Work work, CancellationToken cancel)
    {
        if (!requested.NeedsContributions)
        {
            return;
        }
        if (!requested.IsPreview)
        {
            await FreezeAsync(work, requested);
        }
        var of = new { work.Caisse, requested.Period };
        var frozenAt = await work.FindAsync<DateTimeOffset?>(ReadFreeze, of);
        var households = await work.ListAsync<FrozenContribution>(
            frozenAt is null ? CountContributions : ReadFrozen, of);
        FrozenContribution[][] slices = households.Count == 0 ? [[]] : [.. households.Chunk(LargestSlice)];
        foreach (var (slice, inSlice) in slices.Index())
        {
            cancel.ThrowIfCancellationRequested();
            await work.PublishAsync(new ContributionsFrozen(
                work.Caisse, requested.Period, slice, slices.Length, inSlice, frozenAt ?? work.Now,
                requested.IsPreview ? requested.RunId : null));
        }
    }

    static async Task FreezeAsync(Work work, AllocationRunRequested requested)
    {
        // A second request at the same instant waits here for the first, then finds the period frozen.
        var freeze = new { work.Caisse, requested.Period, requested.RunId, work.Now };
        if (await work.ExecuteAsync(InsertFreeze, freeze) == 1)
        {
            var households = await work.ExecuteAsync(FreezeContributions, freeze);
            await work.AuditAsync(
                "contributions.frozen", requested.Period, null,
                new { requested.Period, requested.RunId, households });
        }
    }

    const string InsertFreeze =
        """
        insert into contribution_freeze (caisse_id, period, run_id, frozen_at)
        values (@Caisse, @Period, @RunId, @Now)
        on conflict do nothing
        """;

    const string ReadFreeze =
        "select frozen_at from contribution_freeze where caisse_id = @Caisse and period = @Period";

    const string ReadFrozen =
        """
        select household_id, pledged_cents, paid_cents from frozen_contribution
        where caisse_id = @Caisse and period = @Period order by household_id
        """;

    /// <summary>A pledge counts as a collection of the period asks for it.</summary>
    const string CountContributions =
        """
        select household_id, sum(pledged)::bigint as pledged_cents, sum(paid)::bigint as paid_cents
        from (
            select household_id, monthly_cents as pledged, 0 as paid
            from pledge p join household h using (caisse_id, household_id)
            cross join lateral (
                select monthly_cents, paused from pledge_terms
                where caisse_id = p.caisse_id and pledge_id = p.pledge_id and from_period <= @Period
                order by version desc limit 1) terms
            where p.caisse_id = @Caisse and not terms.paused
                and h.from_period <= @Period and (h.last_period is null or h.last_period >= @Period)
            union all
            select household_id, 0, amount_cents
            from receipt where caisse_id = @Caisse and period = @Period) contributed
        group by household_id
        having sum(pledged) > 0 or sum(paid) > 0
        order by household_id
        """;

    const string FreezeContributions =
        $"""
        insert into frozen_contribution (caisse_id, period, household_id, pledged_cents, paid_cents)
        select @Caisse, @Period, household_id, pledged_cents, paid_cents from ({CountContributions}) counted
        """;
}
