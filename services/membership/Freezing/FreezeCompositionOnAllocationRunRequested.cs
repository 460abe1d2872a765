using Caisse.Contracts;
using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Freezing;

/// <summary>
/// Writes down, once per caisse and period, which households count with which ages, and tells it in slices.
/// A further request for the period is told the very same.
/// </summary>
sealed class FreezeCompositionOnAllocationRunRequested : IHandle<AllocationRunRequested>
{
    internal const int LargestSlice = 500;

    public async Task HandleAsync(AllocationRunRequested requested, Work work, CancellationToken cancel)
    {
        // A second request at the same instant waits here for the first, then finds the period frozen.
        var isFirst = await work.ExecuteAsync(
            InsertFreeze, new { work.Caisse, requested.Period, requested.RunId, work.Now }) == 1;
        if (isFirst)
        {
            var households = await work.ExecuteAsync(FreezeHouseholds, new { work.Caisse, requested.Period });
            await work.AuditAsync(
                "composition.frozen", requested.Period, null,
                new { requested.Period, requested.RunId, households });
        }
        await PublishSlicesAsync(work, requested.Period, cancel);
    }

    static async Task PublishSlicesAsync(Work work, Period period, CancellationToken cancel)
    {
        var (frozenAt, households) = await work.OneAsync<(DateTimeOffset, int)>(
            ReadFreeze, new { work.Caisse, period });
        var slices = Math.Max(1, (households + LargestSlice - 1) / LargestSlice);
        for (var slice = 0; slice < slices; slice++)
        {
            cancel.ThrowIfCancellationRequested();
            var first = slice * LargestSlice;
            var rows = await work.ListAsync<FrozenRow>(
                ReadSlice, new { work.Caisse, period, first, after = first + LargestSlice });
            await work.PublishAsync(new CompositionFrozen(
                work.Caisse, period, slice, slices,
                [.. rows.Select(row => new FrozenHousehold(row.HouseholdId, row.Ages))], frozenAt));
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
    const string FreezeHouseholds =
        """
        insert into frozen_household (caisse_id, period, position, household_id, ages)
        select @Caisse, @Period, row_number() over (order by household_id) - 1, household_id,
            array_agg(
                extract(year from age(@Period::timestamp, birth_date::timestamp))::int
                order by birth_date, member_id)
        from household join member using (caisse_id, household_id)
        where caisse_id = @Caisse
            and from_period <= @Period and (last_period is null or @Period <= last_period)
            and joined_on <= @Period and (left_on is null or @Period <= left_on)
        group by household_id
        """;

    const string ReadFreeze =
        """
        select frozen_at,
            (select count(*) from frozen_household where caisse_id = @Caisse and period = @period)::int
        from composition_freeze where caisse_id = @Caisse and period = @period
        """;

    const string ReadSlice =
        """
        select household_id, ages from frozen_household
        where caisse_id = @Caisse and period = @period and position >= @first and position < @after
        order by position
        """;
}
