using System.Text.Json;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Suspending;

namespace Caisse.Wallet.Allocating;

/// <summary>
/// Works out what each household receives once all that the scheme asks for has been heard, and asks for the
/// euros behind it.
/// </summary>
static class ComputeAllocations
{
    /// <summary>Bounds one statement; all of them are one transaction.</summary>
    const int AllocationsPerStatement = 5_000;

    internal static async Task WhenAllIsHeardAsync(Work work, HearingRun run)
    {
        var scheme = JsonSerializer.Deserialize<SetAllocationScheme>(run.Scheme, CaisseJson.Events)!;
        if (!run.HasHeardAllFor(scheme))
        {
            return;
        }
        var of = new { work.Caisse, run.RunId };
        var counted = await work.ListAsync<CountedHousehold>(ReadHouseholds, of);
        var suspended = await Standings.ReadSuspendedAsync(
            work, counted.Select(household => household.HouseholdId));
        var amounts = AllocationAmount.Of(
            scheme, run.Period, await work.OneAsync<long>(ReadPot, of),
            counted.Where(household => !suspended.ContainsKey(household.HouseholdId)));
        var nothing = suspended.Select(one => AllocationAmount.Suspended(one.Key, one.Value));
        foreach (var part in amounts.Concat(nothing).Chunk(AllocationsPerStatement))
        {
            await InsertAsync(work, run.RunId, part);
        }
        var totalCents = await work.OneAsync<long>(NoteTotal, of);
        await work.PublishAsync(new FundsReservationRequested(
            work.Caisse, run.RunId, run.Period, totalCents, work.Now, run.IsPreview,
            FundsPurposes.Allocation));
    }

    static Task<int> InsertAsync(Work work, Guid runId, AllocationAmount[] amounts) =>
        work.ExecuteAsync(InsertAllocations, new
        {
            work.Caisse,
            runId,
            HouseholdIds = amounts.Select(amount => amount.HouseholdId).ToArray(),
            AmountsCents = amounts.Select(amount => amount.Cents).ToArray(),
            Reasonings = amounts.Select(amount => amount.Reasoning.English).ToArray(),
            ReasoningsInFrench = amounts.Select(amount => amount.Reasoning.French).ToArray(),
            TransferIds = amounts.Select(_ => Guid.CreateVersion7()).ToArray(),
        });

    const string ReadPot =
        """
        select coalesce(sum(paid_cents), 0)::bigint from heard_contribution
        where caisse_id = @Caisse and run_id = @RunId
        """;

    const string ReadHouseholds =
        """
        select household_id, ages, coalesce(pledged_cents, 0) as pledged_cents,
            coalesce(paid_cents, 0) as paid_cents
        from heard_composition left join heard_contribution using (caisse_id, run_id, household_id)
        where caisse_id = @Caisse and run_id = @RunId
        """;

    const string InsertAllocations =
        """
        insert into allocation (
            caisse_id, run_id, household_id, amount_cents, reasoning, reasoning_in_french, transfer_id)
        select @Caisse, @runId, household_id, amount_cents, reasoning, reasoning_in_french, transfer_id
        from unnest(@HouseholdIds, @AmountsCents, @Reasonings, @ReasoningsInFrench, @TransferIds)
            as computed (household_id, amount_cents, reasoning, reasoning_in_french, transfer_id)
        """;

    const string NoteTotal =
        """
        delete from heard_composition where caisse_id = @Caisse and run_id = @RunId;
        delete from heard_contribution where caisse_id = @Caisse and run_id = @RunId;
        update allocation_run set (households, total_cents) = (
            select count(*) filter (where amount_cents > 0), coalesce(sum(amount_cents), 0)
            from allocation where caisse_id = @Caisse and run_id = @RunId)
        where caisse_id = @Caisse and run_id = @RunId
        returning total_cents
        """;
}
