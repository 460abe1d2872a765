using System.ComponentModel.DataAnnotations;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Refunding;

/// <summary>
/// Gives the MonA of a payment back, whole, in part or line by line: from the point of sale's account to the
/// household's. What was reimbursed to the point of sale already is advanced by the fund's guarantee, and
/// taken from the next settlement. What the guarantee had paid goes back to it and not to the household.
/// </summary>
static class RefundPayment
{
    const int MostLines = 100;

    internal sealed record RefundRequest(
        [property: Range(1, Check.LargestAmountCents)] long? AmountCents = null,
        IReadOnlyList<int>? Lines = null);

    /// <param name="Id">The refund.</param>
    /// <param name="PaymentId">What it undoes, wholly or in part.</param>
    /// <param name="MonaCents">What the point of sale gives back in MonA.</param>
    /// <param name="EurosCents">What its till gives back in euros.</param>
    /// <param name="RefundedCents">MonA given back of the payment so far.</param>
    /// <param name="BalanceCents">What the wallet has now.</param>
    /// <param name="FromNextSettlementCents">What was reimbursed already, and is taken back then.</param>
    /// <param name="ToGuaranteeCents">Of the MonA, what pays the fund back instead of the wallet.</param>
    internal sealed record RefundAnswer(
        Guid Id, Guid PaymentId, long MonaCents, long EurosCents, long RefundedCents, long BalanceCents,
        long FromNextSettlementCents, long ToGuaranteeCents);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/payments/{paymentId:guid}/refunds", HandleAsync)
            .Describe(nameof(RefundPayment), "Give a payment back, wholly, in part or by line.")
            .Creates()
            .Allow(Grants.Till, Grants.Treasurer, Grants.Merchant);

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
        var payment = await PaidPayment.FindAsync(work, paymentId);
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
        if (refund is null)
        {
            return refused!;
        }
        var (refundId, moved, balanceCents) = await PostRefund.PostAsync(work, payment, refund);
        return new RefundAnswer(
            refundId, paymentId, refund.MonaCents, refund.EurosCents,
            payment.RefundedCents + refund.MonaCents, balanceCents, moved.FromNextSettlementCents,
            moved.ToGuaranteeCents);
    }
}
