using System.Text.Json;
using Caisse.Contracts.Governance.Effects;
using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Suspending;

namespace Caisse.Wallet.Allocating;

/// <summary>
/// Works out what each household of a frozen slice receives; with the last slice the total is known, and the
/// euros behind it are asked for.
/// </summary>
sealed class ComputeAllocationsOnCompositionFrozen : IHandle<CompositionFrozen>
{
    public async Task HandleAsync(CompositionFrozen happened, Work work, CancellationToken cancel)
    {
        var run = await work.FindAsync<RunRow>(LockRun, new { work.Caisse, happened.Period });
        if (run is null || run.SlicesHeard.Contains(happened.Slice))
        {
            return;
        }
        var scheme = JsonSerializer.Deserialize<SetAllocationScheme>(run.Scheme, CaisseJson.Events)!;
        var suspended = await Standings.ReadSuspendedAsync(
            work, happened.Households.Select(household => household.HouseholdId));
        var amounts = happened.Households.Select(household =>
            suspended.TryGetValue(household.HouseholdId, out var why)
                ? new AllocationAmount(0, why)
                : AllocationAmount.Of(scheme, household.Ages))
            .ToList();
        await work.ExecuteAsync(InsertAllocations, new
        {
            work.Caisse,
            run.RunId,
            HouseholdIds = happened.Households.Select(household => household.HouseholdId).ToArray(),
            AmountsCents = amounts.Select(amount => amount.Cents).ToArray(),
            Reasonings = amounts.Select(amount => amount.Reasoning).ToArray(),
            TransferIds = amounts.Select(_ => Guid.CreateVersion7()).ToArray(),
        });
        await work.ExecuteAsync(NoteSlice, new { work.Caisse, run.RunId, happened.Slice });
        if (run.SlicesHeard.Length + 1 == happened.Slices)
        {
            await AskForFundsAsync(work, run.RunId, happened);
        }
    }

    static async Task AskForFundsAsync(Work work, Guid runId, CompositionFrozen happened)
    {
        var totalCents = await work.OneAsync<long>(NoteTotal, new { work.Caisse, runId });
        await work.PublishAsync(
            new FundsReservationRequested(work.Caisse, runId, happened.Period, totalCents, work.Now));
    }

    /// <summary>Properties instead of a constructor: Dapper finds no constructor for arrays.</summary>
    sealed record RunRow
    {
        public Guid RunId { get; init; }

        public string Scheme { get; init; } = "";

        public int[] SlicesHeard { get; init; } = [];
    }

    const string LockRun =
        """
        select run_id, scheme::text, slices_heard from allocation_run
        where caisse_id = @Caisse and period = @Period and state = 'reserving' and total_cents is null
        for update
        """;

    const string InsertAllocations =
        """
        insert into allocation (caisse_id, run_id, household_id, amount_cents, reasoning, transfer_id)
        select @Caisse, @RunId, household_id, amount_cents, reasoning, transfer_id
        from unnest(@HouseholdIds, @AmountsCents, @Reasonings, @TransferIds)
            as computed (household_id, amount_cents, reasoning, transfer_id)
        """;

    const string NoteSlice =
        """
        update allocation_run set slices_heard = slices_heard || @Slice
        where caisse_id = @Caisse and run_id = @RunId
        """;

    const string NoteTotal =
        """
        update allocation_run set (households, total_cents) = (
            select count(*) filter (where amount_cents > 0), coalesce(sum(amount_cents), 0)
            from allocation where caisse_id = @Caisse and run_id = @runId)
        where caisse_id = @Caisse and run_id = @runId
        returning total_cents
        """;
}
