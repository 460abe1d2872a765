using System.Text.Json;
using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Allocating;

/// <summary>Keeps who lives where until the run can be worked out; the last slice does it.</summary>
[Consumer("ComputeAllocationsOnCompositionFrozen")]
sealed class ComputeAllocationsOnCompositionFrozen : IHandle<CompositionFrozen>
{
    public async Task HandleAsync(CompositionFrozen happened, Work work, CancellationToken cancel)
    {
        var run = await HearingRun.LockAsync(work, happened.Period, happened.PreviewId);
        if (run is null || run.SlicesHeard.Contains(happened.Slice))
        {
            return;
        }
        await work.ExecuteAsync(KeepSlice, new
        {
            work.Caisse,
            run.RunId,
            happened.Slice,
            happened.Slices,
            Households = JsonSerializer.Serialize(happened.Households, CaisseJson.Events),
        });
        await ComputeAllocations.WhenAllIsHeardAsync(work, run with
        {
            Slices = happened.Slices,
            SlicesHeard = [.. run.SlicesHeard, happened.Slice],
        });
    }

    const string KeepSlice =
        """
        update allocation_run set slices = @Slices, slices_heard = slices_heard || @Slice
        where caisse_id = @Caisse and run_id = @RunId;
        insert into heard_composition (caisse_id, run_id, household_id, ages)
        select @Caisse, @RunId, "householdId", ages
        from jsonb_to_recordset(@Households::jsonb) as household ("householdId" uuid, ages int[]);
        """;
}
