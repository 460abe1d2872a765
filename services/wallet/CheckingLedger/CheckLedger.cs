using Caisse.ServiceDefaults;

namespace Caisse.Wallet.CheckingLedger;

/// <summary>
/// Proves the ledger from its movements, in one statement and so on one snapshot: the sum of all accounts is
/// zero, every balance equals its entries and the last one's balance after, no version is missing, and what
/// was issued is in circulation, settled or expired.
/// </summary>
static class CheckLedger
{
    /// <param name="IsSound">Whether everything below holds.</param>
    /// <param name="SumCents">Sum over all accounts: zero.</param>
    /// <param name="IssuedCents">MonA ever issued.</param>
    /// <param name="OutstandingHouseholdsCents">In wallets.</param>
    /// <param name="OutstandingPointsOfSaleCents">Taken in by points of sale, not reimbursed yet.</param>
    /// <param name="SettledCents">Reimbursed in euros.</param>
    /// <param name="ExpiredCents">Expired.</param>
    /// <param name="Accounts">Accounts looked at.</param>
    /// <param name="Transfers">Movements looked at.</param>
    /// <param name="AccountsUnlikeTheirEntries">Accounts whose balance, sequence or last
    /// entry disagree.</param>
    /// <param name="AccountsBelowTheirFloor">Accounts below zero that must not be, or with more held
    /// than there is.</param>
    internal sealed record LedgerProof(
        bool IsSound, long SumCents, long IssuedCents, long OutstandingHouseholdsCents,
        long OutstandingPointsOfSaleCents, long SettledCents, long ExpiredCents, long Accounts,
        long Transfers, long AccountsUnlikeTheirEntries, long AccountsBelowTheirFloor);

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapGet("/ledger/check", HandleAsync)
        .Describe(nameof(CheckLedger), "Prove that the ledger balances.")
        .Allow(Grants.Member, Grants.Coordinator, Grants.Treasurer, Grants.Funder, Grants.ReadFund);

    static async Task<Answer<LedgerProof>> HandleAsync(
        Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await work.OneAsync<LedgerProof>(Prove, new { work.Caisse });
    }

    const string Prove =
        """
        with entries as (
            select account_number, count(*) as entries, min(version) as first_version,
                   max(version) as last_version,
                   count(distinct version) as versions, sum(amount_cents) as sum_cents,
                   (array_agg(balance_cents order by version desc))[1] as last_balance_cents
            from entry where caisse_id = @Caisse group by account_number
        ), looked_at as (
            select account.*, coalesce(entries.sum_cents, 0) as sum_cents,
                   account.version = coalesce(entries.last_version, 0)
                   and account.version = coalesce(entries.entries, 0)
                   and account.version = coalesce(entries.versions, 0)
                   and coalesce(entries.first_version, 1) = 1
                   and account.balance_cents = coalesce(entries.sum_cents, 0)
                   and account.balance_cents = coalesce(entries.last_balance_cents, 0) as is_like_its_entries,
                   (account.kind in ('household', 'point_of_sale') and account.balance_cents < 0)
                   or account.held_cents > greatest(account.balance_cents, 0) as is_below_floor
            from account left join entries using (account_number)
            where account.caisse_id = @Caisse
        ), accounts as (
            select coalesce(sum(balance_cents), 0) as sum_cents,
                   coalesce(sum(balance_cents) filter (where kind = 'household'), 0) as households_cents,
                   coalesce(sum(balance_cents) filter (where kind = 'point_of_sale'), 0)
                       as points_of_sale_cents,
                   coalesce(sum(balance_cents) filter (where kind = 'expired'), 0) as expired_cents,
                   coalesce(sum(balance_cents) filter (where kind in ('guarantee', 'correction')), 0)
                       as answered_for_cents,
                   count(*) as accounts, count(*) filter (where not is_like_its_entries) as unlike,
                   count(*) filter (where is_below_floor) as below
            from looked_at
        ), moved as (
            select coalesce(sum(amount_cents) filter (where kind = 'allocation'), 0) as issued_cents,
                   coalesce(sum(amount_cents) filter (where kind = 'settlement'), 0) as settled_cents,
                   count(*) as transfers
            from transfer where caisse_id = @Caisse
        )
        select sum_cents = 0 and unlike = 0 and below = 0
               and issued_cents =
                   households_cents + points_of_sale_cents + settled_cents + expired_cents
                   + answered_for_cents as is_sound,
               sum_cents::bigint, issued_cents::bigint,
               households_cents::bigint as outstanding_households_cents,
               points_of_sale_cents::bigint as outstanding_points_of_sale_cents,
               settled_cents::bigint, expired_cents::bigint,
               accounts, transfers, unlike as accounts_unlike_their_entries,
               below as accounts_below_their_floor
        from accounts, moved
        """;
}
