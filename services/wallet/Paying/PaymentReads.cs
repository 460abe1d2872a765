using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;
using Npgsql;

namespace Caisse.Wallet.Paying;

/// <summary>An answer given before under a key.</summary>
sealed record KeptUnderKey(string Operation, byte[] Hash, KeptAnswer Answer);

/// <summary>
/// The first round trip of a batch: opens the transaction, takes the ledger's lock and reads all that its
/// payments look at, set by set.
/// </summary>
sealed class PaymentReads(KnownCaisse caisse, IReadOnlyList<WaitingPayment> waiting, PaymentFacts knownFacts)
{
    internal TillBook Book { get; } = new();

    internal Dictionary<(string Caller, string Key), KeptUnderKey> AnswersBefore { get; } = [];

    /// <summary>The facts as they are now: those that were known, unless they have changed.</summary>
    internal PaymentFacts Facts { get; private set; } = knownFacts;

    internal async Task<PaymentReads> RunAsync(NpgsqlConnection connection)
    {
        var cards = waiting.Select(one => one.Order.Card).OfType<string>().Distinct()
            .Select(Convert.FromHexString).ToArray();
        var accounts = waiting.SelectMany(one => (Guid?[])[one.Order.PointOfSaleId, one.Order.HouseholdId])
            .OfType<Guid>().Distinct().ToArray();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("begin"),
                Sql.Command(BeginAndLock, caisse.CaisseId),
                Sql.Command(ReadVersion, caisse.CaisseId),
                Sql.Command(ReadAccounts, caisse.CaisseId, accounts, cards),
                Sql.Command(
                    ReadKeys, caisse.CaisseId, waiting.Select(one => one.Request.Caller).ToArray(),
                    waiting.Select(one => one.Request.Key).ToArray()),
                Sql.Command(ReadCards, caisse.CaisseId, cards),
            },
        };
        long version;
        await using (var reader = await batch.ExecuteReaderAsync())
        {
            await reader.NextResultAsync();
            version = await reader.ReadAsync() ? reader.GetInt64(0) : 0;
            await reader.NextResultAsync();
            await ReadAccountsAsync(reader, Book);
            await reader.NextResultAsync();
            await ReadKeysAsync(reader);
            await reader.NextResultAsync();
            await ReadCardsAsync(reader);
        }
        if (version != Facts.Version)
        {
            Facts = await PaymentFacts.ReadAsync(connection, caisse.CaisseId, version);
        }
        await MeansReads.RunAsync(connection, caisse.CaisseId, waiting, Book);
        if (waiting.Any(one => SpendingLimit.Counts(Facts.RulesOn(caisse.DayOf(one.Order.At)))))
        {
            await ReadSpentAsync(connection);
        }
        return this;
    }

    internal static async Task ReadAccountsAsync(NpgsqlDataReader reader, TillBook book)
    {
        while (await reader.ReadAsync())
        {
            var account = new AccountState(
                reader.GetGuid(0), reader.GetInt64(1), AccountKind.Of(reader.GetString(2)),
                reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5));
            book.Accounts[account.AccountId] = account;
            if (!reader.IsDBNull(6))
            {
                book.Households[account.AccountId] = new(
                    reader.GetFieldValue<Guid[]>(6), reader.GetString(7),
                    reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8),
                    reader.IsDBNull(9) ? null : reader.GetString(9));
            }
        }
    }

    async Task ReadKeysAsync(NpgsqlDataReader reader)
    {
        while (await reader.ReadAsync())
        {
            AnswersBefore[(reader.GetString(0), reader.GetString(1))] = new(
                reader.GetString(2), reader.GetFieldValue<byte[]>(3),
                new(
                    reader.GetInt32(4), reader.IsDBNull(5) ? null : reader.GetString(5),
                    reader.GetString(6)));
        }
    }

    async Task ReadCardsAsync(NpgsqlDataReader reader)
    {
        while (await reader.ReadAsync())
        {
            var pinHash = reader.IsDBNull(3) ? null : reader.GetFieldValue<byte[]>(3);
            Book.Cards[Convert.ToHexString(reader.GetFieldValue<byte[]>(0))] = new(
                reader.GetGuid(1), reader.GetGuid(2), pinHash,
                new(
                    reader.GetString(4), pinHash is not null, reader.GetInt32(5),
                    reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
                    reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7)));
        }
    }

    /// <summary>What the household of each payment has paid so far, as limits count it.</summary>
    async Task ReadSpentAsync(NpgsqlConnection connection)
    {
        var counted = waiting.Select(one => (
                one.Order.PaymentId, Household: HouseholdOf(one.Order), one.Order.PointOfSaleId,
                Day: caisse.DayOf(one.Order.At)))
            .Where(one => one.Household is not null).ToList();
        await using var command = new NpgsqlCommand(ReadSpent, connection);
        foreach (var parameter in Sql.Parameters(
            caisse.CaisseId,
            counted.Select(one => one.PaymentId).ToArray(),
            counted.Select(one => one.Household!.Value).ToArray(),
            counted.Select(one => one.PointOfSaleId).ToArray(),
            counted.Select(one => caisse.StartOf(one.Day).UtcDateTime).ToArray(),
            counted.Select(one => caisse.StartOf(one.Day.AddDays(1)).UtcDateTime).ToArray(),
            counted.Select(one => FirstOfMonth(one.Day)).ToArray(),
            counted.Select(one => FirstOfMonth(one.Day.AddMonths(1))).ToArray()))
        {
            command.Parameters.Add(parameter);
        }
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            Book.Spent[reader.GetGuid(0)] = new(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
        }
    }

    DateTime FirstOfMonth(DateOnly day) => caisse.StartOf(new DateOnly(day.Year, day.Month, 1)).UtcDateTime;

    /// <summary>No limit counts a voucher: its value was set aside when it was issued.</summary>
    Guid? HouseholdOf(PayOrder order) =>
        order.Card is { } card ? Book.Cards.GetValueOrDefault(card)?.HouseholdId
        : order.Code is { } code ? Book.Codes.GetValueOrDefault(code)?.HouseholdId
        : order.HouseholdId;

    const string BeginAndLock =
        """
        select set_config('app.caisse', $1, true),
               pg_advisory_xact_lock(hashtextextended('ledger ' || $1, 0))
        """;

    const string ReadVersion = "select version from payment_facts where caisse_id = $1";

    internal const string SelectAccounts =
        """
        select account.account_id, account_number, kind, balance_cents, held_cents, account.version,
               member_ids || delegate_ids, household.state, state_since, state_reason
        from account
        left join household
          on household.caisse_id = account.caisse_id and household.household_id = account.account_id
        """;

    const string ReadAccounts =
        $"""
        {SelectAccounts}
        where account.caisse_id = $1 and account.account_id = any($2 || array(
            select household_id from card where caisse_id = $1 and token_sha256 = any($3)))
        """;

    /// <summary>One look-up per key, whatever the planner thinks of a table that grows all day.</summary>
    const string ReadKeys =
        """
        select asked.caller, asked.key, operation, request_hash, status, location, body
        from unnest($2::text[], $3::text[]) as asked (caller, key)
        cross join lateral (
            select operation, request_hash, status, location, body from idempotency
            where caisse_id = $1 and idempotency.caller = asked.caller and idempotency.key = asked.key
            limit 1) as kept
        """;

    const string ReadCards =
        """
        select token_sha256, card_id, household_id, pin_hash, state, wrong_pins, pin_locked_until, replaced_at
        from card where caisse_id = $1 and token_sha256 = any($2)
        """;

    const string ReadSpent =
        """
        select asked.payment_id,
               coalesce(sum(cents) filter (where paid_at >= day_start and paid_at < day_end), 0)::bigint,
               coalesce(sum(cents), 0)::bigint,
               coalesce(sum(cents) filter (where paid_at >= day_start and paid_at < day_end
                   and paid.point_of_sale_id = asked.point_of_sale_id), 0)::bigint
        from unnest($2::uuid[], $3::uuid[], $4::uuid[],
            $5::timestamptz[], $6::timestamptz[], $7::timestamptz[], $8::timestamptz[])
            as asked (payment_id, household_id, point_of_sale_id,
                day_start, day_end, period_start, period_end)
        left join lateral (
            select paid_at, point_of_sale_id, mona_cents - refunded_cents as cents from payment
            where caisse_id = $1 and household_id = asked.household_id
              and paid_at >= period_start and paid_at < period_end and state in ('authorised', 'captured')
              and means <> 'voucher'
        ) as paid on true
        group by asked.payment_id
        """;
}
