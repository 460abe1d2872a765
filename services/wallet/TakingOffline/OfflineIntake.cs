using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Guaranteeing;
using Caisse.Wallet.Paying;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.TakingOffline;

/// <summary>A payment with what became of it.</summary>
sealed record TakenPayment(OfflinePayment Payment, OfflineOutcome Outcome, bool IsRepeated);

/// <summary>A payment as it was sent, looked at before anything is locked.</summary>
/// <param name="Payment">The payment.</param>
/// <param name="BodySha256">Of what the till signed.</param>
/// <param name="IsSigned">Whether it was the till that signed it.</param>
sealed record SentPayment(OfflinePayment Payment, byte[] BodySha256, bool IsSigned);

/// <summary>
/// Takes in payments of one till, in one transaction, under the ledger's lock: all who pay in the caisse wait
/// for it, so it is given few at a time.
/// </summary>
sealed class OfflineIntake(Work work, KnownCaisse caisse, Guid tillId, Guid pointOfSaleId)
{
    readonly Dictionary<long, EarlierRow> earlier = [];
    readonly List<CapturedPayment> captured = [];

    internal async Task<IReadOnlyList<TakenPayment>> TakeAsync(IReadOnlyList<SentPayment> payments)
    {
        await Ledger.LockAsync(work);
        var counters = payments.Select(sent => sent.Payment.Counter).Distinct().ToArray();
        foreach (var row in await work.ListAsync<EarlierRow>(
            ReadEarlier, new { work.Caisse, tillId, counters }))
        {
            earlier[row.Counter] = row;
        }
        var taken = new List<TakenPayment>(payments.Count);
        foreach (var sent in payments)
        {
            taken.Add(await TakeOneAsync(sent.Payment, sent.BodySha256, sent.IsSigned));
        }
        if (captured.Count > 0)
        {
            await work.PublishAsync(new PaymentsCaptured(work.Caisse, captured, work.Now));
        }
        return taken;
    }

    async Task<TakenPayment> TakeOneAsync(OfflinePayment payment, byte[] hash, bool isSigned)
    {
        // Looked at before the count: whoever is not the till must not use up its counts.
        if (!isSigned)
        {
            return await SuspectAsync(payment, "signature-wrong");
        }
        if (earlier.TryGetValue(payment.Counter, out var before))
        {
            return before.BodySha256.AsSpan().SequenceEqual(hash)
                ? new(payment, before.Outcome, IsRepeated: true)
                : await SuspectAsync(payment, "counter-used-twice");
        }
        var card = await work.FindAsync<CardRow>(
            FindCard, new { work.Caisse, Token = Convert.FromHexString(payment.CardSha256) });
        var accounts = await Ledger.LockAsync(
            work, card is null ? [pointOfSaleId] : [pointOfSaleId, card.HouseholdId]);
        var outcome = OfflineDecision.Decide(payment, await FactsAsync(payment, card, accounts), work.Now);
        var paymentId = Guid.CreateVersion7();
        if (outcome.PaidCents > 0)
        {
            await PostAsync(payment, outcome, paymentId, card!, accounts);
        }
        var row = new EarlierRow(
            payment.Counter, hash, outcome.Refusal, outcome.MonaCents, outcome.GuaranteedCents,
            outcome.UnpaidCents, outcome.FloorCents, outcome.TakenCents);
        earlier[payment.Counter] = row;
        await work.ExecuteAsync(InsertTaken, new
        {
            work.Caisse,
            tillId,
            payment.Counter,
            row.BodySha256,
            outcome.Refusal,
            paymentId,
            payment.AmountCents,
            outcome.MonaCents,
            outcome.GuaranteedCents,
            outcome.UnpaidCents,
            outcome.FloorCents,
            outcome.TakenCents,
            card?.CardId,
            TakenAt = payment.TakenAtInstant,
            work.Now,
        });
        return new(payment, outcome, IsRepeated: false);
    }

    async Task<OfflineFacts> FactsAsync(
        OfflinePayment payment, CardRow? card, IReadOnlyDictionary<Guid, AccountState> accounts)
    {
        var day = caisse.DayOf(payment.TakenAtInstant);
        var rules = await work.RuleOnAsync(day, SetPaymentRules.UntilDecided);
        var standing = await work.FindAsync<StandingRow>(
            FindStanding, new { work.Caisse, pointOfSaleId, day });
        var before = card is null
            ? HouseholdBefore.Nothing
            : await HouseholdBefore.ReadAsync(work, caisse, day, tillId, card.HouseholdId);
        return new(
            rules.OfflineFloorCents, before.TakenCents, rules.OfflineGuaranteeCents ?? 0,
            // What it may sell was the cashier's to know; the categories of a basket are not sent.
            standing is null ? null : new Standing(standing.State, standing.Since, standing.Until, []), day,
            card is not null, card?.BlockedAt, card is null ? 0 : accounts[card.HouseholdId].AvailableCents,
            before.OwedCents);
    }

    async Task PostAsync(
        OfflinePayment payment, OfflineOutcome outcome, Guid paymentId, CardRow card,
        IReadOnlyDictionary<Guid, AccountState> accounts)
    {
        var (wallet, shop) = (accounts[card.HouseholdId], accounts[pointOfSaleId]);
        if (outcome.MonaCents > 0)
        {
            var movement = Movement.Decide(wallet, shop, outcome.MonaCents)!;
            shop = movement.Credit;
            await Ledger.PostAsync(
                work, movement,
                new(paymentId, MovementKind.OfflinePayment, outcome.MonaCents, paymentId, work.Now));
        }
        if (outcome.GuaranteedCents > 0)
        {
            await PayShortfall.PostAsync(
                work, shop, card.HouseholdId, outcome.GuaranteedCents, paymentId);
        }
        await work.ExecuteAsync(InsertPayment, new
        {
            work.Caisse,
            paymentId,
            card.HouseholdId,
            pointOfSaleId,
            outcome.PaidCents,
            TakenAt = payment.TakenAtInstant,
            work.Actor,
            card.CardId,
            work.Now,
        });
        captured.Add(new(
            paymentId, card.HouseholdId, pointOfSaleId, outcome.PaidCents, 0, "offline",
            payment.TakenAtInstant));
    }

    /// <summary>Nothing is kept under the count: the till's own payment may still come.</summary>
    async Task<TakenPayment> SuspectAsync(OfflinePayment payment, string reason)
    {
        await work.AuditAsync("till.suspected", tillId, null, new { payment.Counter, reason });
        await work.PublishAsync(new TillSuspected(
            work.Caisse, tillId, pointOfSaleId, payment.Counter, reason, work.Now));
        return new(payment, OfflineOutcome.Refused(reason, payment.AmountCents), IsRepeated: false);
    }

    sealed record EarlierRow(
        long Counter, byte[] BodySha256, string? Refusal, long MonaCents, long GuaranteedCents,
        long UnpaidCents, long? FloorCents, long? TakenCents)
    {
        internal OfflineOutcome Outcome =>
            new(Refusal, MonaCents, GuaranteedCents, UnpaidCents, FloorCents, TakenCents);
    }

    sealed record CardRow(Guid CardId, Guid HouseholdId, DateTimeOffset? BlockedAt);

    sealed record StandingRow(string State, DateOnly Since, DateOnly? Until);

    const string ReadEarlier =
        """
        select counter, body_sha256, refusal, mona_cents, guaranteed_cents, unpaid_cents, floor_cents,
            taken_cents
        from offline_payment where caisse_id = @Caisse and till_id = @tillId and counter = any(@counters)
        """;

    const string FindCard =
        """
        select card_id, household_id, blocked_at from card
        where caisse_id = @Caisse and token_sha256 = @Token
        """;

    const string FindStanding =
        """
        select state, since, until from accreditation
        where caisse_id = @Caisse and point_of_sale_id = @pointOfSaleId and since <= @day
        order by since desc, version desc limit 1
        """;

    const string InsertPayment =
        """
        insert into payment (caisse_id, payment_id, household_id, point_of_sale_id, mona_cents, euros_cents,
            paid_at, means, actor, card_id, captured_at, state)
        values (@Caisse, @paymentId, @HouseholdId, @pointOfSaleId, @PaidCents, 0,
            @TakenAt, 'offline', @Actor, @CardId, @Now, 'captured')
        """;

    const string InsertTaken =
        """
        insert into offline_payment (caisse_id, till_id, counter, body_sha256, refusal, payment_id,
            amount_cents, mona_cents, guaranteed_cents, unpaid_cents, floor_cents, taken_cents, card_id,
            taken_at, received_at)
        values (@Caisse, @tillId, @Counter, @BodySha256, @Refusal, @paymentId,
            @AmountCents, @MonaCents, @GuaranteedCents, @UnpaidCents, @FloorCents, @TakenCents, @CardId,
            @TakenAt, @Now)
        """;
}
