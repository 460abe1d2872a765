using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.HandlingCards;

namespace Caisse.Wallet.Paying;

/// <summary>
/// A household pays a point of sale, with a card at the shop's till or from its own session.
/// </summary>
static class PayPointOfSale
{
    const int MostLines = 100;

    internal sealed record PayRequest(
        Guid PointOfSaleId, MeansRequest Means, long? AmountCents = null,
        IReadOnlyList<BasketLine>? Basket = null, bool Capture = true);

    internal sealed record MeansRequest(Guid? Household = null, string? Card = null, string? Pin = null);

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
        PayRequest request, IdempotencyKey key, Caller caller, Caisses caisses, PaymentWriter writer,
        TimeProvider clock, CaisseMetrics metrics, CancellationToken cancel)
    {
        if ((Invalid(request) ?? NotTheirs(request, caller)) is { } refused)
        {
            return refused;
        }
        if (await caisses.FindAsync(caller.Caisse, cancel) is not { } caisse)
        {
            return Refusal.NoSuchCaisse(caller.Caisse);
        }
        // From here on the payment may happen whether its caller waits for the answer or not.
        var answer = await writer.PayAsync(
            caisse, Order(request, caller, clock.GetUtcNow()), key.With(caller, request));
        metrics.Payment(caller.Caisse, answer.Outcome, answer.Value?.MonaCents ?? 0);
        return answer;
    }

    static PayOrder Order(PayRequest request, Caller caller, DateTimeOffset now) => new(
        Guid.CreateVersion7(), request.PointOfSaleId, request.Means.Household,
        request.Means.Card is { } card ? Convert.ToHexString(Pins.HashToken(card)) : null,
        request.Means.Pin, request.AmountCents, request.Basket, request.Capture, caller.Subject,
        caller.MemberId, now);

    static Refusal? Invalid(PayRequest request)
    {
        var check = new Check().Id(request.PointOfSaleId, "pointOfSaleId")
            .That(
                request.Means.Household is null != request.Means.Card is null,
                "means", "must be either a household or a card.")
            .That(
                request.Means.Card is null || request.Means.Card.Length <= Check.LongestText,
                "means.card", "is too long.")
            .That(
                request.AmountCents is null != request.Basket is null,
                "amountCents", "must be given, or a basket, and not both.")
            .Count(request.Basket ?? [new BasketLine("", 0)], 1, MostLines, "basket");
        if (request.AmountCents is { } amountCents)
        {
            check.PositiveCents(amountCents, "amountCents");
        }
        foreach (var line in request.Basket ?? [])
        {
            // JSON may put null into a list whatever the type of its items.
            check.Text(line?.Category, "basket.category")
                .PositiveCents(line?.AmountCents ?? 0, "basket.amountCents");
        }
        return check.Problem;
    }

    static Refusal? NotTheirs(PayRequest request, Caller caller) => caller.PointOfSaleId switch
    {
        null when request.Means.Card is not null => new Refusal(
            StatusCodes.Status403Forbidden, "not-allowed", "Cards are read by the tills of points of sale."),
        { } at when at != request.PointOfSaleId => new Refusal(
            StatusCodes.Status403Forbidden, "not-your-point-of-sale",
            "This till stands at another point of sale."),
        { } when request.Means.Card is null => new Refusal(
            StatusCodes.Status403Forbidden, "not-allowed",
            "A till takes cards; a household pays from its own session."),
        _ => null,
    };
}
