using System.Diagnostics;
using System.Text.Json;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;
using Npgsql;

namespace Caisse.Wallet.Paying;

/// <summary>The second round trip of a batch: writes all that was decided, set by set, and commits.</summary>
sealed class PaymentWrites(string caisse, DecidedBatch decided, ActorNumbers actors)
{
    readonly IReadOnlyList<WrittenPayment> written = decided.Written;

    internal async Task RunAsync(NpgsqlConnection connection)
    {
        var accepted = written.Where(one => one.Decision.Accepted is not null).ToList();
        var moved = accepted.Where(one => one.Decision.Movement is not null).ToList();
        var actorNumbers = await actors.FindAsync(connection, caisse, moved.Select(one => one.Actor));
        await using var batch = new NpgsqlBatch(connection);
        if (moved.Count > 0)
        {
            batch.BatchCommands.Add(Transfers(moved, actorNumbers));
            batch.BatchCommands.Add(Event(moved));
        }
        if (accepted.Count > 0)
        {
            batch.BatchCommands.Add(Accounts(decided.Accounts));
            batch.BatchCommands.Add(Payments(accepted));
            foreach (var command in MeansWrites.Commands(caisse, accepted))
            {
                batch.BatchCommands.Add(command);
            }
        }
        if (decided.Cards.Count > 0)
        {
            batch.BatchCommands.Add(Cards(decided.Cards));
        }
        if (written.Count > 0)
        {
            batch.BatchCommands.Add(Answers());
        }
        batch.BatchCommands.Add(new("commit"));
        await batch.ExecuteNonQueryAsync();
    }

    NpgsqlBatchCommand Transfers(
        List<WrittenPayment> moved, IReadOnlyDictionary<string, int> actorNumbers) => Sql.Command(
        InsertTransfers, caisse,
        moved.ConvertAll(one => one.Order.PaymentId).ToArray(),
        moved.ConvertAll(one => one.Decision.Movement!.Debit.AccountNumber).ToArray(),
        moved.ConvertAll(one => one.Decision.Movement!.Credit.AccountNumber).ToArray(),
        moved.ConvertAll(one => one.Decision.Accepted!.MonaCents).ToArray(),
        moved.ConvertAll(one => one.Decision.Movement!.Debit.Version).ToArray(),
        moved.ConvertAll(one => one.Decision.Movement!.Debit.BalanceCents).ToArray(),
        moved.ConvertAll(one => one.Decision.Movement!.Credit.Version).ToArray(),
        moved.ConvertAll(one => one.Decision.Movement!.Credit.BalanceCents).ToArray(),
        moved.ConvertAll(one => actorNumbers[one.Actor]).ToArray(),
        moved.ConvertAll(one => one.Order.At.UtcDateTime).ToArray(),
        moved.ConvertAll(one => KindOf(one.Order).Name).ToArray());

    static MovementKind KindOf(PayOrder order) =>
        order.Voucher is null ? MovementKind.Payment : MovementKind.Voucher;

    static NpgsqlBatchCommand Accounts(IReadOnlyList<AccountState> accounts) => Sql.Command(
        UpdateAccounts,
        accounts.Select(account => account.AccountNumber).ToArray(),
        accounts.Select(account => account.BalanceCents).ToArray(),
        accounts.Select(account => account.HeldCents).ToArray(),
        accounts.Select(account => account.Version).ToArray());

    NpgsqlBatchCommand Payments(List<WrittenPayment> accepted) => Sql.Command(
        InsertPayments, caisse,
        accepted.ConvertAll(one => one.Order.PaymentId).ToArray(),
        accepted.ConvertAll(one => one.Payer.AccountId).ToArray(),
        accepted.ConvertAll(one => one.Order.PointOfSaleId).ToArray(),
        accepted.ConvertAll(one => one.Decision.Accepted!.MonaCents).ToArray(),
        accepted.ConvertAll(one => one.Decision.Accepted!.EurosCents).ToArray(),
        accepted.ConvertAll(one => Lines(one.Decision.Accepted!)).ToArray(),
        accepted.ConvertAll(one => one.Order.At.UtcDateTime).ToArray(),
        accepted.ConvertAll(one => one.Order.Means).ToArray(),
        accepted.ConvertAll(one => one.Actor).ToArray(),
        accepted.ConvertAll(one => one.Payer.CardId).ToArray(),
        Sql.Instants(accepted.Select(one => one.Decision.HeldUntil)));

    static string? Lines(AcceptedPayment accepted) =>
        accepted.Lines is null ? null : JsonSerializer.Serialize(accepted.Lines, CaisseJson.Events);

    static NpgsqlBatchCommand Cards(IReadOnlyList<PayingCard> cards) => Sql.Command(
        UpdateCards,
        cards.Select(card => card.CardId).ToArray(),
        cards.Select(card => card.PinHash).ToArray(),
        cards.Select(card => card.State.WrongPins).ToArray(),
        Sql.Instants(cards.Select(card => card.State.PinLockedUntil)));

    NpgsqlBatchCommand Answers() => Sql.Command(
        InsertAnswers, caisse,
        written.Select(one => one.Waiting.Request.Caller).ToArray(),
        written.Select(one => one.Waiting.Request.Key).ToArray(),
        written.Select(one => one.Waiting.Request.Operation).ToArray(),
        written.Select(one => one.Waiting.Request.Hash).ToArray(),
        written.Select(one => one.Kept.Status).ToArray(),
        written.Select(one => one.Kept.Location).ToArray(),
        written.Select(one => one.Kept.Body).ToArray());

    /// <summary>
    /// One event for the whole batch: one message each would cap the tills at the broker's pace.
    /// </summary>
    NpgsqlBatchCommand Event(List<WrittenPayment> moved)
    {
        var happened = new PaymentsCaptured(
            caisse,
            moved.ConvertAll(one => new CapturedPayment(
                one.Order.PaymentId, one.Payer.AccountId, one.Order.PointOfSaleId,
                one.Decision.Accepted!.MonaCents, one.Decision.Accepted.EurosCents, one.Order.Means,
                one.Order.At)),
            moved[^1].Order.At);
        return OutboxEntry.Of(happened, Activity.Current?.Id ?? moved[0].Waiting.TraceParent).ToCommand();
    }

    const string InsertTransfers =
        """
        insert into transfer (caisse_id, kind, transfer_id, debit_account, credit_account, amount_cents,
            debit_version, debit_balance_cents, credit_version, credit_balance_cents, actor_number, at)
        select $1, kind, payment_id, debit, credit, amount_cents,
               debit_version, debit_balance_cents, credit_version, credit_balance_cents, actor_number, at
        from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
            $8::bigint[], $9::bigint[], $10::int[], $11::timestamptz[], $12::text[])
            as moved (payment_id, debit, credit, amount_cents, debit_version, debit_balance_cents,
                credit_version, credit_balance_cents, actor_number, at, kind)
        """;

    const string UpdateAccounts =
        """
        update account
        set balance_cents = now.balance_cents, held_cents = now.held_cents, version = now.version
        from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
            as now (account_number, balance_cents, held_cents, version)
        where account.account_number = now.account_number
        """;

    const string InsertPayments =
        """
        insert into payment (caisse_id, payment_id, household_id, point_of_sale_id, mona_cents, euros_cents,
            lines, paid_at, means, actor, card_id, held_until, captured_at, state)
        select $1, payment_id, household_id, point_of_sale_id, mona_cents, euros_cents,
               lines::jsonb, paid_at, means, actor, card_id, held_until,
               case when held_until is null then paid_at end,
               case when held_until is null then 'captured' else 'authorised' end
        from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[], $7::text[],
            $8::timestamptz[], $9::text[], $10::text[], $11::uuid[], $12::timestamptz[])
            as paid (payment_id, household_id, point_of_sale_id, mona_cents, euros_cents, lines,
                paid_at, means, actor, card_id, held_until)
        """;

    /// <summary>A card that was given a new PIN in the meantime has no wrong ones.</summary>
    const string UpdateCards =
        """
        update card set wrong_pins = now.wrong_pins, pin_locked_until = now.pin_locked_until
        from unnest($1::uuid[], $2::bytea[], $3::int[], $4::timestamptz[])
            as now (card_id, pin_hash, wrong_pins, pin_locked_until)
        where card.card_id = now.card_id and card.pin_hash = now.pin_hash
          and card.caisse_id = current_setting('app.caisse')
        """;

    const string InsertAnswers =
        """
        insert into idempotency (caisse_id, caller, key, operation, request_hash, status, location, body)
        select $1, caller, key, operation, request_hash, status, location, body
        from unnest($2::text[], $3::text[], $4::text[], $5::bytea[], $6::int[], $7::text[], $8::text[])
            as kept (caller, key, operation, request_hash, status, location, body)
        """;
}
