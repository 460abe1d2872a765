using System.Text.Json;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Refunding;

/// <summary>
/// Gives the MonA of a payment back, whole, in part or line by line: from the point of sale's account to the
/// household's. What was reimbursed to the point of sale already is advanced by the fund's guarantee, and
/// taken from the next settlement.
/// </summary>
static class RefundPayment
{
    const int MostLines = 100;

    internal sealed record RefundRequest(long? AmountCents = null, IReadOnlyList<int>? Lines = null);

    internal sealed record RefundAnswer(
        Guid Id, Guid PaymentId, long MonaCents, long EurosCents, long RefundedCents, long BalanceCents,
        long FromNextSettlementCents);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/payments/{paymentId:guid}/refunds", HandleAsync)
            .Describe(nameof(RefundPayment), "Give a payment back, wholly, in part or by line.")
            .Creates()
            .Allow(Grants.Till, Grants.Treasurer);

    static async Task<Answer<RefundAnswer>> HandleAsync(
        Guid paymentId, RefundRequest request, IdempotencyKey key, Caller caller, Database database,
        CancellationToken cancel) =>
        Invalid(request) is { } invalid ? invalid : await key.OnceAsync(
            database, caller, request, work => RefundAsync(work, caller, paymentId, request), cancel);

    static Refusal? Invalid(RefundRequest request)
    {
        var check = new Check()
            .That(
                request.AmountCents is null || request.Lines is null,
                "amountCents", "goes without lines: what lines give back is known.")
            .Count(request.Lines ?? [0], 1, MostLines, "lines")
            .That((request.Lines ?? []).All(line => line >= 0), "lines", "must be numbers from 0.")
            .That(
                (request.Lines ?? []).Distinct().Count() == (request.Lines?.Count ?? 0),
                "lines", "must name each line once.");
        if (request.AmountCents is { } amountCents)
        {
            check.PositiveCents(amountCents, "amountCents");
        }
        return check.Problem;
    }

    static async Task<Answer<RefundAnswer>> RefundAsync(
        Work work, Caller caller, Guid paymentId, RefundRequest request)
    {
        await Ledger.LockAsync(work);
        var payment = await work.FindAsync<PaymentRow>(FindPayment, new { work.Caisse, paymentId });
        if (payment is null
            || (payment.PointOfSaleId != caller.PointOfSaleId && !caller.Has(Grants.Treasurer)))
        {
            return Refusal.NotFound("payment", paymentId);
        }
        if (payment.State != Authorisation.Captured)
        {
            return TillPayment.No(
                "payment-not-captured", $"the payment is {payment.State}: nothing was paid",
                "le paiement n'a pas été encaissé : rien à rembourser").With("state", payment.State);
        }
        var (refund, refused) = RefundSplit.Decide(payment.Refundable, request.AmountCents, request.Lines);
        return refund is null ? refused! : await PostAsync(work, payment, paymentId, refund);
    }

    static async Task<Answer<RefundAnswer>> PostAsync(
        Work work, PaymentRow payment, Guid paymentId, DecidedRefund refund)
    {
        var guarantee = await Ledger.LockOwnAsync(work, AccountState.Guarantee);
        var accounts = await Ledger.LockAsync(work, payment.HouseholdId, payment.PointOfSaleId);
        var (shop, wallet) = (accounts[payment.PointOfSaleId], accounts[payment.HouseholdId]);
        var refundId = Guid.CreateVersion7();
        var fromShopCents = Math.Min(refund.MonaCents, shop.AvailableCents);
        var advancedCents = refund.MonaCents - fromShopCents;
        if (fromShopCents > 0)
        {
            var movement = Movement.Decide(shop, wallet, fromShopCents)!;
            wallet = movement.Credit;
            await Ledger.PostAsync(
                work, movement, new(refundId, "refund", fromShopCents, paymentId, work.Now));
        }
        if (advancedCents > 0)
        {
            var movement = Movement.Decide(guarantee, wallet, advancedCents)!;
            wallet = movement.Credit;
            await Ledger.PostAsync(
                work, movement, new(Guid.CreateVersion7(), "refund", advancedCents, paymentId, work.Now));
            await work.ExecuteAsync(NoteDebt, new { work.Caisse, payment.PointOfSaleId, advancedCents });
        }
        await work.ExecuteAsync(NoteRefund, new
        {
            work.Caisse,
            paymentId,
            refund.MonaCents,
            Lines = refund.ReturnedLines.ToArray(),
        });
        // What was paid in euros alone comes back without a movement of MonA.
        if (refund.MonaCents > 0)
        {
            await work.PublishAsync(new PaymentRefunded(
                work.Caisse, refundId, paymentId, payment.HouseholdId, payment.PointOfSaleId,
                refund.MonaCents, work.Now));
        }
        return new RefundAnswer(
            refundId, paymentId, refund.MonaCents, refund.EurosCents,
            payment.RefundedCents + refund.MonaCents, wallet.BalanceCents, advancedCents);
    }

    /// <summary>Properties instead of a constructor: Dapper finds no constructor for arrays.</summary>
    sealed record PaymentRow
    {
        public Guid HouseholdId { get; init; }

        public Guid PointOfSaleId { get; init; }

        public string State { get; init; } = "";

        public long MonaCents { get; init; }

        public long EurosCents { get; init; }

        public long RefundedCents { get; init; }

        public string? Lines { get; init; }

        public int[] ReturnedLines { get; init; } = [];

        internal Refundable Refundable => new(
            MonaCents, EurosCents, RefundedCents,
            Lines is null
                ? null
                : JsonSerializer.Deserialize<IReadOnlyList<PaidLine>>(Lines, CaisseJson.Events),
            ReturnedLines);
    }

    const string FindPayment =
        """
        select household_id, point_of_sale_id, state, mona_cents, euros_cents, refunded_cents, lines::text,
               returned_lines
        from payment where caisse_id = @Caisse and payment_id = @paymentId
        """;

    const string NoteDebt =
        """
        insert into point_of_sale_debt (caisse_id, point_of_sale_id, owed_cents)
        values (@Caisse, @PointOfSaleId, @advancedCents)
        on conflict (caisse_id, point_of_sale_id)
        do update set owed_cents = point_of_sale_debt.owed_cents + excluded.owed_cents
        """;

    const string NoteRefund =
        """
        update payment
        set refunded_cents = refunded_cents + @MonaCents, returned_lines = returned_lines || @Lines
        where caisse_id = @Caisse and payment_id = @paymentId
        """;
}
