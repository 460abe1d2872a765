using System.Security.Cryptography;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Dapper;

namespace Caisse.Wallet.CheckingLedger;

/// <summary>
/// Proves the ledger from its movements, in one statement and so on one snapshot: the sum of all accounts is
/// zero, every balance follows from its movements one by one, no version is missing or doubled, what was
/// issued is somewhere, and what is held is authorised.
/// </summary>
/// <remarks>
/// Grouping and sorting every leg by its account costs many times what reading them does. Instead each leg
/// is a step of its account from (version - 1, balance before) to (version, balance after), each such state
/// gets a random number of 64 bits (a hash under a secret drawn for this check), and one exclusive or over
/// the states of all steps is compared with that of where the accounts start and stand. States that two
/// steps share cancel out, so equality means that the states met an odd number of times are exactly the
/// starts and the ends. Then between the start and the end of an account each version has an odd number of
/// steps into it, so at least one; and since there are as many legs as all versions together, exactly one.
/// So every account has one unbroken sequence of movements from nothing to where it stands, and no leg is
/// anyone else's. Damage goes unseen with a chance of 1 in 2^64, and nobody can prepare it without the
/// secret. Only when the numbers differ are the accounts gone through one by one to say which it is.
/// </remarks>
static class CheckLedger
{
    /// <summary>Going through a large ledger that is damaged takes minutes.</summary>
    const int LongestSeconds = 600;

    const string Closing = "closing";

    static readonly string Issued = MovementKind.ListOf(CountsAs.Issued);
    static readonly string Settled = MovementKind.ListOf(CountsAs.Settled);

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapGet("/ledger/check", HandleAsync)
        .Describe(
            nameof(CheckLedger), "Prove that the ledger balances: all of it, or ?since=closing.")
        .Allow(Grants.Member, Grants.Coordinator, Grants.Treasurer, Grants.Funder, Grants.ReadFund);

    static async Task<Answer<LedgerProof>> HandleAsync(
        string? since, Caller caller, Database database, CancellationToken cancel)
    {
        if (new Check().OneOf(since ?? Closing, [Closing], "since").Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        // Compiling the statement takes longer than running it on a few million movements.
        await work.ExecuteAsync("set local jit = off");
        var secret = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
        return await work.Connection.QuerySingleAsync<LedgerProof>(
            since is null ? WholeLedger : SinceClosing, new { work.Caisse, secret },
            commandTimeout: LongestSeconds);
    }

    /// <summary>
    /// The random number of a state. The hash folds an account's number to 32 bits and takes the rest in its
    /// seed, where version and balance share 64: no two states of a ledger that people could fill are alike.
    /// </summary>
    static string State(string account, string version, string balance) =>
        $"hashint8extended({account}, (({version}) << 40) # ({balance}) # @secret)";

    static readonly string WholeLedger = Prove(
        closing: "select null::date as period, 0::bigint as issued_cents, 0::bigint as settled_cents",
        isOpen: "true",
        starts: "select null::bigint as account_number, 0::bigint as version, 0::bigint as balance_cents");

    // Reads the few blocks after the closing: their range is in the index of positions.
    static readonly string SinceClosing = Prove(
        closing:
        """
        select max(period) as period, coalesce(max(issued_cents), 0) as issued_cents,
               coalesce(max(settled_cents), 0) as settled_cents
        from ledger_closing where caisse_id = @Caisse
        """,
        isOpen:
        """
        position > (select coalesce(max(to_position), 0) from ledger_closing where caisse_id = @Caisse)
        """,
        starts:
        "select account_number, version, balance_cents from ledger_checkpoint where caisse_id = @Caisse");

    static string Prove(string closing, string isOpen, string starts) =>
        $"""
        with closing as ({closing}), moved as (
            select count(*) as transfers,
                   coalesce(sum(amount_cents) filter (where kind in {Issued}), 0) as issued_cents,
                   coalesce(sum(amount_cents) filter (where kind in {Settled}), 0) as settled_cents,
                   coalesce(bit_xor(
                       {State("debit_account", "debit_version", "debit_balance_cents")}
                       # {State("debit_account", "debit_version - 1", "debit_balance_cents + amount_cents")}
                       # {State("credit_account", "credit_version", "credit_balance_cents")}
                       # {State(
                           "credit_account", "credit_version - 1", "credit_balance_cents - amount_cents")}
                   ), 0) as states
            from transfer where caisse_id = @Caisse and {isOpen}
        ), start as ({starts}), stand as (
            select account_id, account_number, kind, account.balance_cents, held_cents, account.version,
                   coalesce(start.version, 0) as start_version,
                   coalesce(start.balance_cents, 0) as start_cents
            from account left join start using (account_number) where caisse_id = @Caisse
        ), accounts as (
            select count(*) as accounts, coalesce(sum(balance_cents), 0) as sum_cents,
                   coalesce(sum(version - start_version), 0) as legs,
                   coalesce(bit_xor(
                       {State("account_number", "version", "balance_cents")}
                       # {State("account_number", "start_version", "start_cents")}), 0) as states,
                   {BalanceOf(AccountKind.Household)} as households_cents,
                   {BalanceOf(AccountKind.PointOfSale)} as points_of_sale_cents,
                   {BalanceOf(AccountKind.VoucherBatch)} as vouchers_cents,
                   {BalanceOf(AccountKind.Expired)} as expired_cents,
                   {BalanceOf(AccountKind.Guarantee)} as guarantee_cents,
                   {BalanceOf(AccountKind.Correction)} as correction_cents,
                   count(*) filter (
                       where kind not in {AccountKind.OfFund} and balance_cents < 0
                       or held_cents > greatest(balance_cents, 0)) as below
            from stand
        ), authorised as (
            select account_id, sum(cents) as cents
            from (
                select household_id as account_id, mona_cents as cents
                from payment where caisse_id = @Caisse and state = 'authorised'
                union all
                select account_id, value_cents from voucher where caisse_id = @Caisse and state = 'issued'
            ) as hold group by account_id
        ), holds as (
            select count(*) as unlike from stand full join authorised using (account_id)
            where coalesce(held_cents, 0) <> coalesce(cents, 0)
        ), leg as (
            select account_number, version, balance_cents, amount_cents
            from entry where caisse_id = @Caisse and {isOpen}
        ), step as (
            select leg.account_number,
                   leg.version = start_version + row_number() over sequence
                   and leg.balance_cents = leg.amount_cents
                       + lag(leg.balance_cents, 1, start_cents) over sequence as follows,
                   leg.version = stand.version and leg.balance_cents = stand.balance_cents as is_last,
                   leg.version > stand.version as is_beyond
            from leg join stand using (account_number)
            window sequence as (partition by leg.account_number order by leg.version)
        ), walk as (
            select account_number,
                   bool_and(follows) and bool_or(is_last) and not bool_or(is_beyond) as is_sound
            from step group by account_number
        ), found as (
            select transfers = legs / 2.0 and moved.states = accounts.states as is_one_chain
            from moved, accounts
        ), damage as (
            select case when is_one_chain then 0 else (
                       select count(*) from stand left join walk using (account_number)
                       where not coalesce(
                           is_sound, (version, balance_cents) = (start_version, start_cents))) end as unlike,
                   case when is_one_chain then 0 else (
                       select count(*) from transfer
                       left join stand debit on debit.account_number = debit_account
                       left join stand credit on credit.account_number = credit_account
                       where transfer.caisse_id = @Caisse and {isOpen}
                         and (debit.account_id is null or credit.account_id is null)) end as stray
            from found
        )
        select is_one_chain and sum_cents = 0 and below = 0 and holds.unlike = 0
               and closing.issued_cents + moved.issued_cents =
                   households_cents + points_of_sale_cents + vouchers_cents
                   + closing.settled_cents + moved.settled_cents + expired_cents
                   + guarantee_cents + correction_cents as is_sound,
               period as since, sum_cents::bigint,
               (closing.issued_cents + moved.issued_cents)::bigint as issued_cents,
               households_cents::bigint as outstanding_households_cents,
               points_of_sale_cents::bigint as outstanding_points_of_sale_cents,
               vouchers_cents::bigint as outstanding_vouchers_cents,
               (closing.settled_cents + moved.settled_cents)::bigint as settled_cents,
               expired_cents::bigint, guarantee_cents::bigint, correction_cents::bigint,
               accounts, transfers, damage.unlike as accounts_unlike_their_entries,
               below as accounts_below_their_floor, holds.unlike as accounts_unlike_their_holds,
               stray as transfers_without_account
        from closing, moved, accounts, holds, found, damage
        """;

    static string BalanceOf(AccountKind kind) =>
        $"coalesce(sum(balance_cents) filter (where kind = {kind.Sql}), 0)";
}
