using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Refunding;

/// <summary>
/// Gives the MonA of a payment back, wholly or in part: from the point of sale's account to the household's.
/// </summary>
static class RefundPayment
{
    internal sealed record RefundRequest(long? AmountCents = null);

    internal sealed record RefundAnswer(
        Guid Id, Guid PaymentId, long MonaCents, long RefundedCents, long BalanceCents);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/payments/{paymentId:guid}/refunds", HandleAsync)
            .Describe(nameof(RefundPayment), "Give a payment back, wholly or in part.")
            .Creates()
            .Allow(Grants.Till, Grants.Treasurer);

    static async Task<Answer<RefundAnswer>> HandleAsync(
        Guid paymentId, RefundRequest request, IdempotencyKey key, Caller caller, Database database,
        CancellationToken cancel)
    {
        var check = new Check();
        if (request.AmountCents is { } amountCents)
        {
            check.PositiveCents(amountCents, "amountCents");
        }
        return check.Problem is { } problem
            ? problem
            : await key.OnceAsync(
                database, caller, request,
                work => RefundAsync(work, caller, paymentId, request.AmountCents), cancel);
    }

    static async Task<Answer<RefundAnswer>> RefundAsync(
        Work work, Caller caller, Guid paymentId, long? amountCents)
    {
        var payment = await work.FindAsync<PaymentRow>(LockPayment, new { work.Caisse, paymentId });
        if (payment is null
            || (payment.PointOfSaleId != caller.PointOfSaleId && !caller.Has(Grants.Treasurer)))
        {
            return Refusal.NotFound("payment", paymentId);
        }
        var left = payment.MonaCents - payment.RefundedCents;
        var wanted = amountCents ?? left;
        if (left == 0 || wanted > left)
        {
            return Refusal.Conflict(
                "refund-above-payment",
                $"Of {Cents.Text(payment.MonaCents)} MonA, {Cents.Text(left)} can still be given back.")
                .With("refundableCents", left);
        }
        var accounts = await Ledger.LockAsync(work, payment.HouseholdId, payment.PointOfSaleId);
        var shop = accounts[payment.PointOfSaleId];
        if (Movement.Decide(shop, accounts[payment.HouseholdId], wanted) is not { } movement)
        {
            return Refusal.Conflict(
                "already-reimbursed",
                $"The point of sale holds {Cents.Text(shop.AvailableCents)} MonA: "
                + "the rest was reimbursed to it already.")
                .With("balanceCents", shop.AvailableCents);
        }
        return await PostAsync(work, payment, movement, paymentId, wanted);
    }

    static async Task<RefundAnswer> PostAsync(
        Work work, PaymentRow payment, Movement movement, Guid paymentId, long cents)
    {
        var refundId = Guid.CreateVersion7();
        await Ledger.PostAsync(
            work, movement, new TransferDetails(refundId, "refund", cents, paymentId, work.Now));
        await work.ExecuteAsync(NoteRefund, new { work.Caisse, paymentId, cents });
        await work.PublishAsync(new PaymentRefunded(
            work.Caisse, refundId, paymentId, payment.HouseholdId, payment.PointOfSaleId, cents, work.Now));
        return new RefundAnswer(
            refundId, paymentId, cents, payment.RefundedCents + cents, movement.Credit.BalanceCents);
    }

    sealed record PaymentRow(Guid HouseholdId, Guid PointOfSaleId, long MonaCents, long RefundedCents);

    const string LockPayment =
        """
        select household_id, point_of_sale_id, mona_cents, refunded_cents
        from payment where caisse_id = @Caisse and payment_id = @paymentId
        for update
        """;

    const string NoteRefund =
        """
        update payment set refunded_cents = refunded_cents + @cents
        where caisse_id = @Caisse and payment_id = @paymentId
        """;
}
