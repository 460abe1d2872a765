using System.Text.Json;
using Caisse.Contracts.Contributions;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Allocating;

/// <summary>Keeps who contributed what until the run can be worked out; the last slice does it.</summary>
[Consumer("ComputeAllocationsOnContributionsFrozen")]
sealed class ComputeAllocationsOnContributionsFrozen : IHandle<ContributionsFrozen>
{
    public async Task HandleAsync(ContributionsFrozen happened, Work work, CancellationToken cancel)
    {
        var run = await HearingRun.LockAsync(work, happened.Period, happened.PreviewId);
        if (run is null || run.ContributionSlicesHeard.Contains(happened.Slice))
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
            ContributionSlices = happened.Slices,
            ContributionSlicesHeard = [.. run.ContributionSlicesHeard, happened.Slice],
        });
    }

    const string KeepSlice =
        """
        update allocation_run
        set contribution_slices = @Slices, contribution_slices_heard = contribution_slices_heard || @Slice
        where caisse_id = @Caisse and run_id = @RunId;
        insert into heard_contribution (caisse_id, run_id, household_id, pledged_cents, paid_cents)
        select @Caisse, @RunId, "householdId", "pledgedCents", "paidCents"
        from jsonb_to_recordset(@Households::jsonb)
            as household ("householdId" uuid, "pledgedCents" bigint, "paidCents" bigint);
        """;
}
