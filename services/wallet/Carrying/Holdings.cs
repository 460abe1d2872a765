using Caisse.Contracts;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Carrying;

/// <summary>Reads what households have, as carry-over looks at it.</summary>
static class Holdings
{
    /// <summary>
    /// What each household has. Balances are read before what was given: a credit between the two makes less
    /// expire, never more.
    /// </summary>
    /// <param name="work">The transaction.</param>
    /// <param name="householdIds">At most a slice of households.</param>
    /// <param name="since">The first period whose credits matter.</param>
    internal static async Task<IReadOnlyDictionary<Guid, Holding>> ReadAsync(
        Work work, IEnumerable<Guid> householdIds, Period since)
    {
        Guid[] ids = [.. householdIds.Order()];
        var parameters = new
        {
            work.Caisse, ids, First = ids.FirstOrDefault(), Last = ids.LastOrDefault(), since,
        };
        await work.ExecuteAsync(LookUpOneByOne);
        var wallets = await work.ListAsync<WalletRow>(ReadWallets, parameters);
        var credits = (await work.ListAsync<CreditRow>(ReadCredits, parameters)).ToLookup(
            row => row.HouseholdId, row => new Credit(row.CountsFrom, row.AmountCents, row.IsAllocation));
        return wallets.ToDictionary(row => row.HouseholdId, row => new Holding(
            row.BalanceCents, row.BalanceCents - row.HeldCents, [.. credits[row.HouseholdId]],
            row.LastPeriod, row.Version));
    }

    /// <summary>What each household was warned of, by expiry day, as long as that day was not run.</summary>
    internal static async Task<ILookup<Guid, (DateOnly OnDate, long Cents)>> ReadWarnedAsync(
        Work work, IEnumerable<Guid> householdIds) =>
        (await work.ListAsync<WarnedRow>(ReadWarned, new { work.Caisse, Ids = householdIds.ToArray() }))
            .ToLookup(row => row.HouseholdId, row => (row.OnDate, row.AmountCents));

    sealed record WalletRow(
        Guid HouseholdId, long BalanceCents, long HeldCents, long Version, Period? LastPeriod);

    sealed record CreditRow(Guid HouseholdId, Period CountsFrom, long AmountCents, bool IsAllocation);

    sealed record WarnedRow(Guid HouseholdId, DateOnly OnDate, long AmountCents);

    static readonly string ReadWallets =
        $"""
        select account.account_id as household_id, account.balance_cents, account.held_cents,
               account.version, household.last_period
        from account
        left join household
          on household.caisse_id = account.caisse_id and household.household_id = account.account_id
        where account.caisse_id = @Caisse and account.account_id = any(@ids)
          and account.kind = {AccountKind.Household.Sql}
        """;

    const string ReadCredits =
        """
        select household_id, counts_from, amount_cents, is_allocation from household_credit
        where caisse_id = @Caisse and household_id = any(@ids) and household_id between @First and @Last
          and counts_from >= @since
        """;

    /// <summary>
    /// Of all that was ever allocated, a slice looks at one stretch of each of a few runs: households that
    /// follow each other. They are found by key, whatever the statistics of tables that were filled just now.
    /// </summary>
    const string LookUpOneByOne =
        "set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off";

    const string ReadWarned =
        """
        select household_id, on_date, amount_cents from expiry_warning
        where caisse_id = @Caisse and household_id = any(@Ids) and run_id is null
        """;
}
