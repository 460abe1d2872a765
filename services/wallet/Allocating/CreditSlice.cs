using Caisse.Contracts;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Guaranteeing;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Allocating;

/// <summary>
/// One step of a caisse's earliest reserved run, in one transaction: a slice of households is credited whole
/// or not at all, and the run says how far it is.
/// </summary>
static class CreditSlice
{
    /// <summary>Payments wait for a slice at most, so slices stay small.</summary>
    internal const int MostHouseholds = 400;

    /// <summary>The MonA cents credited; null when no run is to be credited.</summary>
    internal static async Task<long?> NextAsync(Work work)
    {
        if (await work.FindAsync<RunRow>(LockNextRun, new { work.Caisse }) is not { } run)
        {
            return null;
        }
        using var trace = CaisseTracing.Begin(nameof(CreditSlice));
        var due = await work.ListAsync<DueRow>(
            NextDue, new { work.Caisse, run.RunId, run.CreditedThrough, MostHouseholds });
        if (due.Count == 0)
        {
            await CompleteAsync(work, run);
            return 0;
        }
        var issuance = await Ledger.FindOwnAsync(work, AccountKind.Issuance);
        if (issuance is null || !due.All(allocation => allocation.IsOpen))
        {
            await OpenAccountsAsync(work, due);
            return 0;
        }
        await CreditAsync(work, run, due, issuance);
        return due.Sum(allocation => allocation.AmountCents);
    }

    static async Task CompleteAsync(Work work, RunRow run)
    {
        await work.ExecuteAsync(Complete, new { work.Caisse, run.RunId });
        await work.PublishAsync(new AllocationRunCompleted(
            work.Caisse, run.RunId, run.Period, run.Households, run.TotalCents, work.Now,
            FundsPurposes.Allocation));
    }

    /// <summary>
    /// A step of its own: new accounts that are not committed, held while waiting for the ledger, would be
    /// waited for by whoever holds the ledger.
    /// </summary>
    static async Task OpenAccountsAsync(Work work, IReadOnlyList<DueRow> due)
    {
        await Ledger.OpenOwnAsync(work, AccountKind.Issuance);
        await Ledger.OpenAsync(
            work, AccountKind.Household, [.. due.Select(allocation => allocation.HouseholdId)]);
    }

    /// <summary>All else has been read before, so payments wait for one statement and its commit.</summary>
    static async Task CreditAsync(Work work, RunRow run, IReadOnlyList<DueRow> due, AccountState issuance)
    {
        var actorNumber = await Ledger.NumberOfActorAsync(work);
        await work.ExecuteAsync($"{LookUpOneByOne}; {Ledger.TakeLock}", new { work.Caisse });
        var slice = await work.FindAsync<CreditedRow>(Credit, new
        {
            work.Caisse,
            actorNumber,
            run.RunId,
            run.RequestedAt,
            run.CreditedThrough,
            Through = due[^1].HouseholdId,
            Households = due.Count,
            Issuance = issuance.AccountNumber,
        }) ?? throw new InvalidOperationException($"A slice of run {run.RunId} would not be credited whole.");
        if (slice.AnyOwes)
        {
            await RecoverDebts.AfterCreditAsync(
                work, run.RunId,
                due.ToDictionary(allocation => allocation.HouseholdId, allocation => allocation.AmountCents),
                run.RequestedAt);
        }
    }

    sealed record RunRow(
        Guid RunId, Period Period, int Households, long TotalCents, DateTimeOffset RequestedAt,
        Guid CreditedThrough);

    sealed record DueRow(Guid HouseholdId, long AmountCents, bool IsOpen);

    sealed record CreditedRow(bool AnyOwes);

    const string LockNextRun =
        """
        select run_id, period, households, total_cents, requested_at,
            coalesce(credited_through, '00000000-0000-0000-0000-000000000000') as credited_through
        from allocation_run
        where caisse_id = @Caisse and state = 'crediting'
        order by period limit 1 for update skip locked
        """;

    const string NextDue =
        """
        select household_id, amount_cents, account_id is not null as is_open
        from (
            select caisse_id, household_id, amount_cents from allocation
            where caisse_id = @Caisse and run_id = @RunId and household_id > @CreditedThrough
              and amount_cents > 0
            order by household_id limit @MostHouseholds
        ) as due
        left join account on account.caisse_id = due.caisse_id and account.account_id = due.household_id
        order by household_id
        """;

    const string Complete =
        "update allocation_run set state = 'completed' where caisse_id = @Caisse and run_id = @RunId";

    /// <summary>
    /// By the statistics of tables that were filled just now, reading every account may look cheaper than
    /// finding a few hundred of them: everyone who pays would wait for it.
    /// </summary>
    const string LookUpOneByOne =
        "set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off";

    /// <summary>
    /// All movements of a slice in one statement: the issuance account's versions and balances run on from
    /// row to row. It changes the run's row when the slice is whole, and no row otherwise; and tells whether
    /// any of the slice's households owes something.
    /// </summary>
    static readonly string Credit =
        $"""
        with slice as (
            select allocation.household_id, allocation.transfer_id, allocation.amount_cents,
                   row_number() over by_household as place,
                   sum(allocation.amount_cents) over by_household as running_cents,
                   household.account_number, household.balance_cents, household.version
            from allocation
            join account as household
              on household.caisse_id = allocation.caisse_id and household.account_id = allocation.household_id
            where allocation.caisse_id = @Caisse and allocation.run_id = @RunId
              and allocation.household_id > @CreditedThrough and allocation.household_id <= @Through
              and allocation.amount_cents > 0
            window by_household as (order by allocation.household_id)
        ), posted as (
            insert into transfer (caisse_id, transfer_id, kind, debit_account, credit_account, amount_cents,
                debit_version, debit_balance_cents, credit_version, credit_balance_cents,
                reference_id, actor_number, at)
            select @Caisse, slice.transfer_id, {MovementKind.Allocation.Sql}, issuance.account_number,
                   slice.account_number, slice.amount_cents,
                   issuance.version + slice.place, issuance.balance_cents - slice.running_cents,
                   slice.version + 1, slice.balance_cents + slice.amount_cents,
                   @RunId, @actorNumber, @RequestedAt
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
        update allocation_run
        set credited_through = @Through, credited_households = credited_households + @Households
        where caisse_id = @Caisse and run_id = @RunId and (select count(*) from posted) = @Households
        returning exists (
            select from household_debt
            where caisse_id = @Caisse and owed_cents > 0
              and household_id in (select household_id from slice)
        ) as any_owes
        """;
}
