using Caisse.Contracts;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Carrying;

/// <summary>
/// Lets expire what is due of a slice of households, under the ledger's lock: from their accounts to the
/// expired account, at most what they were warned of. Their warnings are closed with it, so it happens once.
/// </summary>
static class ExpireSlice
{
    /// <summary>Payments wait for a slice at most, so slices stay small.</summary>
    const int HouseholdsPerSlice = 500;

    /// <summary>False when nothing is due any more.</summary>
    internal static async Task<bool> DoAsync(Work work, ExpiryRun run, RuleHistory<SetCarryOver> rules)
    {
        var due = await work.ListAsync<DueRow>(NextDue, new { work.Caisse, run.OnDay, HouseholdsPerSlice });
        if (due.Count == 0)
        {
            return false;
        }
        var outcome = new
        {
            work.Caisse,
            run.RunId,
            run.RequestedAt,
            due[0].OnDate,
            Households = due.Select(row => row.HouseholdId).ToArray(),
            Cents = await DecideAsync(work, run, rules, due),
            TransferIds = due.Select(_ => Guid.CreateVersion7()).ToArray(),
            ActorNumber = await Ledger.NumberOfActorAsync(work),
        };
        await work.ExecuteAsync(Expire, outcome);
        await work.ExecuteAsync(Close, outcome);
        return true;
    }

    /// <summary>
    /// What was given takes longest to read, so it is read before payments have to wait for the ledger; under
    /// its lock it is read again for those whose wallets have moved since.
    /// </summary>
    static async Task<long[]> DecideAsync(
        Work work, ExpiryRun run, RuleHistory<SetCarryOver> rules, IReadOnlyList<DueRow> due)
    {
        var onDate = due[0].OnDate;
        var rule = rules.On(onDate);
        Guid[] households = [.. due.Select(row => row.HouseholdId)];
        var since = CarryOver.LooksBackTo(rules.On, [onDate]);
        var before = await Holdings.ReadAsync(work, households, since);
        await Ledger.LockOwnAsync(work, AccountKind.Expired);
        var accounts = await Ledger.LockAsync(work, households);
        var moved = households.Where(id => accounts[id].Version != before[id].Version).ToList();
        var again = await Holdings.ReadAsync(work, moved, since);
        return [.. due.Select(row =>
        {
            var holding = again.GetValueOrDefault(row.HouseholdId, before[row.HouseholdId]) with
            {
                AvailableCents = accounts[row.HouseholdId].AvailableCents,
            };
            return CarryOver.WarnableCents(
                run.RequestedOn, onDate, CarryOver.ExpiringCents(rule, new Period(onDate), holding),
                row.AmountCents);
        })];
    }

    sealed record DueRow(Guid HouseholdId, DateOnly OnDate, long AmountCents);

    /// <summary>A day at a time, the earliest first: what expires on one is not there on the next.</summary>
    const string NextDue =
        """
        select household_id, on_date, amount_cents from expiry_warning
        where caisse_id = @Caisse and run_id is null and on_date = (
            select min(on_date) from expiry_warning
            where caisse_id = @Caisse and on_date <= @OnDay and run_id is null)
        order by household_id limit @HouseholdsPerSlice
        """;

    /// <summary>
    /// All movements of a slice in one statement: the expired account's versions and balances run on from row
    /// to row.
    /// </summary>
    static readonly string Expire =
        $"""
        with slice as (
            select due.transfer_id, due.amount_cents, household.account_number, household.balance_cents,
                   household.version, row_number() over by_household as place,
                   sum(due.amount_cents) over by_household as running_cents
            from unnest(@Households, @Cents, @TransferIds) as due (household_id, amount_cents, transfer_id)
            join account as household
              on household.caisse_id = @Caisse and household.account_id = due.household_id
            where due.amount_cents > 0
            window by_household as (order by due.household_id)
        ), posted as (
            insert into transfer (caisse_id, transfer_id, kind, debit_account, credit_account, amount_cents,
                debit_version, debit_balance_cents, credit_version, credit_balance_cents,
                reference_id, actor_number, at)
            select @Caisse, slice.transfer_id, {MovementKind.Expiry.Sql}, slice.account_number,
                   expired.account_number,
                   slice.amount_cents,
                   slice.version + 1, slice.balance_cents - slice.amount_cents,
                   expired.version + slice.place, expired.balance_cents + slice.running_cents,
                   @RunId, @ActorNumber, @RequestedAt
            from slice
            join account as expired
              on expired.caisse_id = @Caisse and expired.kind = {AccountKind.Expired.Sql}
            returning debit_account, debit_version, debit_balance_cents, credit_version, credit_balance_cents
        ), debited as (
            update account set balance_cents = posted.debit_balance_cents, version = posted.debit_version
            from posted where account.account_number = posted.debit_account
        )
        update account set balance_cents = last.credit_balance_cents, version = last.credit_version
        from (
            select credit_version, credit_balance_cents from posted order by credit_version desc limit 1
        ) as last
        where account.caisse_id = @Caisse and account.kind = {AccountKind.Expired.Sql}
        """;

    const string Close =
        """
        update expiry_warning
        set run_id = @RunId, expired_cents = (@Cents)[array_position(@Households, household_id)]
        where caisse_id = @Caisse and household_id = any(@Households) and on_date = @OnDate;
        update expiry_run set
            expired_households = expired_households
                + (select count(*) from unnest(@Cents) as done (cents) where cents > 0),
            expired_cents = expired_cents
                + (select coalesce(sum(cents), 0) from unnest(@Cents) as done (cents))
        where caisse_id = @Caisse and run_id = @RunId;
        """;
}
