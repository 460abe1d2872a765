using Caisse.Contracts;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;
using Npgsql;

namespace Caisse.Wallet.Allocating;

/// <summary>
/// Credits reserved runs slice by slice, each slice one transaction. Killed anywhere, it goes on with the
/// households not credited yet; a household is credited once because its slice commits whole.
/// </summary>
sealed class CreditAllocations(
    Database database, Caisses caisses, CaisseMetrics metrics, ILogger<CreditAllocations> logger)
    : BackgroundService
{
    /// <summary>Payments wait for a slice at most, so slices stay small.</summary>
    const int HouseholdsPerSlice = 500;

    /// <summary>Also picks up what another instance, or this one before it was killed, left undone.</summary>
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    readonly WakeUp wakeUp = new();

    /// <summary>Says that a run may be waiting.</summary>
    internal void Wake() => wakeUp.Wake();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var credited = false;
            try
            {
                foreach (var caisse in await caisses.ListAsync(stoppingToken))
                {
                    credited |= await CreditSliceAsync(caisse.CaisseId, stoppingToken);
                }
            }
            catch (NpgsqlException exception)
            {
                logger.LogWarning("Crediting waits: {Reason}", exception.Message);
            }
            if (!credited)
            {
                await wakeUp.WaitAsync(Poll, stoppingToken);
            }
        }
    }

    async Task<bool> CreditSliceAsync(string caisse, CancellationToken stop)
    {
        await using var work = await database.BeginAsync(caisse, nameof(CreditAllocations), stop);
        var run = await work.FindAsync<RunRow>(LockNextRun, new { caisse });
        if (run is null)
        {
            return false;
        }
        var due = await work.ListAsync<DueRow>(NextDue, new { caisse, run.RunId, HouseholdsPerSlice });
        if (due.Count == 0)
        {
            await work.ExecuteAsync(Complete, new { caisse, run.RunId });
            await work.PublishAsync(new AllocationRunCompleted(
                caisse, run.RunId, run.Period, run.Households, run.TotalCents, work.Now));
        }
        else
        {
            await CreditAsync(work, run, due);
        }
        await work.CommitAsync(stop);
        metrics.Issued(caisse, due.Sum(allocation => allocation.AmountCents));
        return true;
    }

    static async Task CreditAsync(Work work, RunRow run, IReadOnlyList<DueRow> due)
    {
        var issuance = await Ledger.LockOwnAsync(work, AccountState.Issuance);
        Guid[] householdIds = [.. due.Select(allocation => allocation.HouseholdId)];
        await Ledger.OpenAsync(work, AccountState.Household, householdIds);
        await work.ExecuteAsync(Credit, new
        {
            work.Caisse,
            ActorNumber = await Ledger.NumberOfActorAsync(work),
            run.RunId,
            run.RequestedAt,
            Issuance = issuance.AccountNumber,
            householdIds,
        });
    }

    sealed record RunRow(
        Guid RunId, Period Period, int Households, long TotalCents, DateTimeOffset RequestedAt);

    sealed record DueRow(Guid HouseholdId, long AmountCents);

    const string LockNextRun =
        """
        select run_id, period, households, total_cents, requested_at from allocation_run
        where caisse_id = @caisse and state = 'crediting'
        order by period limit 1 for update skip locked
        """;

    const string NextDue =
        """
        select household_id, amount_cents from allocation
        where caisse_id = @caisse and run_id = @RunId and not is_credited and amount_cents > 0
        order by household_id limit @HouseholdsPerSlice
        """;

    const string Complete =
        "update allocation_run set state = 'completed' where caisse_id = @caisse and run_id = @RunId";

    /// <summary>
    /// All movements of a slice in one statement: the issuance account's versions and balances
    /// run on from row to row.
    /// </summary>
    const string Credit =
        """
        with slice as (
            select allocation.transfer_id, allocation.amount_cents,
                   row_number() over by_household as place,
                   sum(allocation.amount_cents) over by_household as running_cents,
                   household.account_number, household.balance_cents, household.version
            from allocation
            join account as household
              on household.caisse_id = allocation.caisse_id and household.account_id = allocation.household_id
            where allocation.caisse_id = @Caisse and allocation.run_id = @RunId
              and allocation.household_id = any(@householdIds) and not allocation.is_credited
            window by_household as (order by allocation.household_id)
        ), posted as (
            insert into transfer (caisse_id, transfer_id, kind, debit_account, credit_account, amount_cents,
                debit_version, debit_balance_cents, credit_version, credit_balance_cents,
                reference_id, actor_number, at)
            select @Caisse, slice.transfer_id, 'allocation', issuance.account_number, slice.account_number,
                   slice.amount_cents,
                   issuance.version + slice.place, issuance.balance_cents - slice.running_cents,
                   slice.version + 1, slice.balance_cents + slice.amount_cents,
                   @RunId, @ActorNumber, @RequestedAt
            from slice join account as issuance on issuance.account_number = @Issuance
            returning debit_version, debit_balance_cents, credit_account, credit_version, credit_balance_cents
        ), credited as (
            update account set balance_cents = posted.credit_balance_cents, version = posted.credit_version
            from posted where account.account_number = posted.credit_account
        ), issued as (
            update account set balance_cents = last.debit_balance_cents, version = last.debit_version
            from (
                select debit_version, debit_balance_cents from posted order by debit_version desc limit 1
            ) as last
            where account.account_number = @Issuance
        )
        update allocation set is_credited = true
        where caisse_id = @Caisse and run_id = @RunId and household_id = any(@householdIds)
        """;
}
