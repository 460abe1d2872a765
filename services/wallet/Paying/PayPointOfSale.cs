using System.ComponentModel.DataAnnotations;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.HandlingCards;

namespace Caisse.Wallet.Paying;

/// <summary>
/// A household pays a point of sale: at the shop's till with a card, a code that someone shows or a paper
/// voucher, or from its own session, where it may pay what a till asked for.
/// </summary>
static class PayPointOfSale
{
    /// <param name="PointOfSaleId">Who is to be paid.</param>
    /// <param name="Means">How.</param>
    /// <param name="AmountCents">What is to be paid; or a basket.</param>
    /// <param name="Basket">What is bought, by category.</param>
    /// <param name="Capture">False to authorise: to hold it, and capture or void it later.</param>
    /// <param name="PaymentRequestId">The till's request that a session pays: it says what is bought.</param>
    internal sealed record PayRequest(
        Guid PointOfSaleId, MeansRequest Means,
        [property: Range(1, Check.LargestAmountCents)] long? AmountCents = null,
        IReadOnlyList<BasketLine>? Basket = null, bool Capture = true, Guid? PaymentRequestId = null);

    /// <param name="Household">The caller's own household, from their session.</param>
    /// <param name="Card">The token of a card that a till reads.</param>
    /// <param name="Pin">The card's PIN.</param>
    /// <param name="Qr">The code that someone shows to a till.</param>
    /// <param name="Voucher">The serial of a paper voucher.</param>
    internal sealed record MeansRequest(
        Guid? Household = null, string? Card = null, string? Pin = null, string? Qr = null,
        string? Voucher = null)
    {
        internal bool IsOne => ((object?[])[Household, Card, Qr, Voucher]).Count(one => one is not null) == 1;
    }

    internal sealed record PayAnswer(
        Guid Id, string State, long MonaCents, long EurosCents, long BalanceCents, long AvailableCents,
        DateTimeOffset? HeldUntil, IReadOnlyList<PaidLine>? Lines);

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapPost("/payments", HandleAsync)
        .Describe(
            nameof(PayPointOfSale),
            "Pay a point of sale, or authorise it: an amount, or a basket by category.")
        .Creates()
        .Allow(Grants.Till, Grants.Member, Grants.Delegate);

    static async Task<Answer<PayAnswer>> HandleAsync(
        PayRequest request, IdempotencyKey key, Caller caller, KnownCaisse caisse, PaymentWriter writer,
        TimeProvider clock, CaisseMetrics metrics, CancellationToken cancel)
    {
        if ((Invalid(request) ?? NotTheirs(request, caller) ?? Mistyped(request)) is { } refused)
        {
            return refused;
        }
        // From here on the payment may happen whether its caller waits for the answer or not.
        var answer = await writer.PayAsync(
            caisse, Order(request, caller, clock.GetUtcNow()), key.With(caller, request));
        metrics.Payment(caller.Caisse, answer.Outcome);
        if (answer.Value is { State: Authorisation.Captured } paid)
        {
            metrics.Paid(caller.Caisse, paid.MonaCents);
        }
        return answer;
    }

    static PayOrder Order(PayRequest request, Caller caller, DateTimeOffset now) => new(
        Guid.CreateVersion7(), request.PointOfSaleId, request.Means.Household,
        request.Means.Card is { } card ? Convert.ToHexString(Pins.HashToken(card)) : null,
        request.Means.Pin, request.AmountCents, request.Basket, request.Capture, caller.Subject,
        caller.MemberId, now,
        request.Means.Qr is { } code ? Convert.ToHexString(ShownCode.Hash(code)) : null,
        request.Means.Voucher is { } serial
            ? Convert.ToHexString(VoucherSerial.Hash(VoucherSerial.Read(serial)!))
            : null,
        request.PaymentRequestId);

    static Refusal? Invalid(PayRequest request)
    {
        var means = request.Means;
        var check = Pins.Examine(new Check(), means.Pin, "means.pin")
            .Id(request.PointOfSaleId, "pointOfSaleId")
            .That(means.IsOne, "means", "must be one of household, card, qr and voucher.")
            .That(IsShort(means.Card), "means.card", "is too long.")
            .That(IsShort(means.Qr), "means.qr", "is too long.")
            .That(IsShort(means.Voucher), "means.voucher", "is too long.")
            .That(
                request.Capture || (means.Voucher is null && request.PaymentRequestId is null),
                "capture", "must be true with a voucher or a payment request: they pay at once.");
        return request.PaymentRequestId is null
            ? Purchase.CheckInto(check, request.AmountCents, request.Basket, "basket").Problem
            : check.Id(request.PaymentRequestId.Value, "paymentRequestId")
                .That(means.Household is not null, "paymentRequestId", "is paid by a household.")
                .That(
                    request is { AmountCents: null, Basket: null },
                    "amountCents", "and basket must be left out: the payment request says what is paid.")
                .Problem;
    }

    static bool IsShort(string? means) => means is null || means.Length <= Check.LongestText;

    /// <summary>Whoever works at a point of sale pays as everyone does: only its tills read cards.</summary>
    static Refusal? NotTheirs(PayRequest request, Caller caller) => TillsPlace(caller) switch
    {
        null when request.Means.Household is null => new Refusal(
            StatusCodes.Status403Forbidden, "not-allowed",
            "Cards, codes and vouchers are read by the tills of points of sale."),
        { } at when at != request.PointOfSaleId => new Refusal(
            StatusCodes.Status403Forbidden, "not-your-point-of-sale",
            "This till stands at another point of sale."),
        { } when request.Means.Household is not null => new Refusal(
            StatusCodes.Status403Forbidden, "not-allowed",
            "A till reads cards, codes and vouchers; a household pays from its own session."),
        _ => null,
    };

    static Guid? TillsPlace(Caller caller) => caller.Has(Grants.Till) ? caller.PointOfSaleId : null;

    static Refusal? Mistyped(PayRequest request)
    {
        if (request.Means.Voucher is not { } serial || VoucherSerial.Read(serial) is not null)
        {
            return null;
        }
        var mistyped = Refusal.Unprocessable(
            "voucher-mistyped", "this is no voucher's serial: read its twelve letters and digits again");
        return mistyped with
        {
            DetailInFrench = "ce n'est pas un numéro de bon : relire ses douze lettres et chiffres",
        };
    }
}
