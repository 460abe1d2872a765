using Caisse.Wallet.Domain;
using Caisse.Wallet.Paying;
using Dapper;
using Npgsql;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>
/// The order in which a database decided requests. Refusals leave no movement behind, so answers are numbered
/// as they are kept, which is under the ledger's lock.
/// </summary>
sealed class CommittedOrder
{
    readonly NpgsqlDataSource database;
    readonly long lastBefore;

    CommittedOrder(NpgsqlDataSource database, long lastBefore, TillBook book) =>
        (this.database, this.lastBefore, Book) = (database, lastBefore, book);

    /// <summary>The accounts, households and cards before anything was asked.</summary>
    internal TillBook Book { get; }

    /// <summary>Numbers what is decided from now on.</summary>
    internal static async Task<CommittedOrder> FollowAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(NumberDecisions);
        var lastBefore = await connection.ExecuteScalarAsync<long>(
            "select coalesce(max(position), 0) from transfer");
        var book = new TillBook();
        foreach (var account in await connection.QueryAsync<AccountState>(ReadAccounts))
        {
            book.Accounts[account.AccountId] = account;
        }
        foreach (var household in await connection.QueryAsync<Guid>("select household_id from household"))
        {
            book.Households[household] = new([], "open", null, null);
        }
        foreach (var (token, cardId, household, pinHash) in
            await connection.QueryAsync<(byte[], Guid, Guid, byte[]?)>(
                "select token_sha256, card_id, household_id, pin_hash from card"))
        {
            book.Cards[Convert.ToHexString(token)] =
                new(cardId, household, pinHash, new CardState("active", pinHash is not null, 0, null));
        }
        return new CommittedOrder(database, lastBefore, book);
    }

    /// <summary>What has been decided and moved since.</summary>
    internal async Task<(IReadOnlyList<Decided> Order, IReadOnlyList<Moved> Movements)> ReadAsync()
    {
        await using var connection = await database.OpenConnectionAsync();
        var answers = await connection.QueryAsync<(string Key, int Status, string? Body)>(ReadDecisions);
        return (
            [.. answers.Select(answer => new Decided(
                answer.Key, Answered.IdOf(answer.Body),
                answer.Body is null ? "settled" : Answered.Of(answer.Status, answer.Body)))],
            [.. await connection.QueryAsync<Moved>(ReadMovements, new { lastBefore })]);
    }

    const string NumberDecisions =
        """
        create sequence decided_order;
        grant usage on sequence decided_order to wallet_service;
        create function number_decision() returns trigger language plpgsql as $$
        begin
            new.decided := nextval('decided_order');
            return new;
        end $$;
        alter table idempotency add column decided bigint;
        alter table settlement_line add column decided bigint;
        create trigger number_decision before insert or update on idempotency
            for each row when (new.status is not null) execute function number_decision();
        create trigger number_decision before insert on settlement_line
            for each row execute function number_decision();
        """;

    const string ReadAccounts =
        "select account_id, account_number, kind, balance_cents, held_cents, version from account";

    const string ReadDecisions =
        """
        select key, status, body from (
            select key, status, body, decided from idempotency where decided is not null
            union all
            select settlement_id::text, 0, null, min(decided) from settlement_line
            where decided is not null group by settlement_id
        ) as all_decided
        order by decided
        """;

    const string ReadMovements =
        """
        select kind, coalesce(reference_id, transfer_id) as reference, debit_account as debit,
               credit_account as credit, amount_cents, debit_version, debit_balance_cents, credit_version,
               credit_balance_cents
        from transfer where position > @lastBefore order by position
        """;
}
