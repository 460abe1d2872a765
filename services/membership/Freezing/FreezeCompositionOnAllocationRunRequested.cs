using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Freezing;

/// <summary>
/// Writes down, once per caisse and period, which households count with which ages, and tells it in slices.
/// A further request for the period is told the very same; a preview before it is told how things stand.
/// </summary>
[Consumer("FreezeCompositionOnAllocationRunRequested")]
sealed class FreezeCompositionOnAllocationRunRequested : IHandle<AllocationRunRequested>
{
    internal const int LargestSlice = 500;

    public async Task HandleAsync(AllocationRunRequested requested, Work work, CancellationToken cancel)
    {
        if (!requested.IsPreview)
        {
            await FreezeAsync(work, requested);
        }
        var of = new { work.Caisse, requested.Period };
        var frozenAt = await work.FindAsync<DateTimeOffset?>(ReadFreeze, of);
        var households = await work.ListAsync<FrozenRow>(frozenAt is null ? CountHouseholds : ReadFrozen, of);
        FrozenRow[][] slices = households.Count == 0 ? [[]] : [.. households.Chunk(LargestSlice)];
        foreach (var (slice, rows) in slices.Index())
        {
            cancel.ThrowIfCancellationRequested();
            await work.PublishAsync(new CompositionFrozen(
                work.Caisse, requested.Period, slice, slices.Length,
                [.. rows.Select(row => new FrozenHousehold(row.HouseholdId, row.Ages))],
                frozenAt ?? work.Now, requested.IsPreview ? requested.RunId : null));
        }
    }

    static async Task FreezeAsync(Work work, AllocationRunRequested requested)
    {
        // A second request at the same instant waits here for the first, then finds the period frozen.
        var freeze = new { work.Caisse, requested.Period, requested.RunId, work.Now };
        if (await work.ExecuteAsync(InsertFreeze, freeze) == 1)
        {
            var households = await work.ExecuteAsync(FreezeHouseholds, freeze);
            await work.AuditAsync(
                "composition.frozen", requested.Period, null,
                new { requested.Period, requested.RunId, households });
        }
    }

    sealed record FrozenRow
    {
        public Guid HouseholdId { get; init; }
        public int[] Ages { get; init; } = [];
    }

    const string InsertFreeze =
        """
        insert into composition_freeze (caisse_id, period, run_id, frozen_at)
        values (@Caisse, @Period, @RunId, @Now)
        on conflict do nothing
        """;

    /// <summary>Says what <c>Composition.AgesIn</c> says, for all households at one instant.</summary>
    const string CountHouseholds =
        """
        select household_id, array_agg(
            extract(year from age(@Period::timestamp, birth_date::timestamp))::int
            order by birth_date, member_id) as ages
        from household join stay using (caisse_id, household_id)
        where caisse_id = @Caisse
            and from_period <= @Period and (last_period is null or @Period <= last_period)
            and joined_on <= @Period and (left_on is null or @Period <= left_on)
        group by household_id
        order by household_id
        """;

    const string FreezeHouseholds =
        $"""
        insert into frozen_household (caisse_id, period, position, household_id, ages)
        select @Caisse, @Period, row_number() over (order by household_id) - 1, household_id, ages
        from ({CountHouseholds}) counted
        """;

    const string ReadFreeze =
        "select frozen_at from composition_freeze where caisse_id = @Caisse and period = @Period";

    const string ReadFrozen =
        """
        select household_id, ages from frozen_household
        where caisse_id = @Caisse and period = @Period order by position
        """;
}
