using System.Text.Json;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Paying;

namespace Caisse.Wallet.ShowingCodes;

/// <summary>
/// A till asks for an amount, or for a basket, and shows the request as a code; a household pays it from its
/// own session, once, within five minutes.
/// </summary>
static class AskForPayment
{
    internal sealed record AskRequest(
        Guid PointOfSaleId, long? AmountCents = null, IReadOnlyList<BasketLine>? Basket = null);

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapPost("/payment-requests", HandleAsync)
        .Describe(nameof(AskForPayment), "Ask for a payment, shown at the till as a code.")
        .Creates()
        .Allow(Grants.Till);

    static async Task<Answer<PaymentRequestAnswer>> HandleAsync(
        AskRequest request, Caller caller, Database database, CancellationToken cancel)
    {
        var check = new Check().Id(request.PointOfSaleId, "pointOfSaleId");
        if (Purchase.CheckInto(check, request.AmountCents, request.Basket, "basket").Problem is { } problem)
        {
            return problem;
        }
        if (caller.PointOfSaleId != request.PointOfSaleId)
        {
            return new Refusal(
                StatusCodes.Status403Forbidden, "not-your-point-of-sale",
                "This till stands at another point of sale.");
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var day = work.Today;
        if (await PointOfSaleOnDay.ReadAsync(work, request.PointOfSaleId, day) is not { } pointOfSale)
        {
            return Refusal.NotFound("point of sale", request.PointOfSaleId);
        }
        if (TillPayment.RefuseStanding(pointOfSale.Standing, day, request.Basket) is { } refused)
        {
            return refused;
        }
        var asked = await work.OneAsync<PaymentRequestRow>(Insert, new
        {
            work.Caisse,
            RequestId = Guid.CreateVersion7(),
            request.PointOfSaleId,
            request.AmountCents,
            Basket = request.Basket is null
                ? null
                : JsonSerializer.Serialize(request.Basket, CaisseJson.Events),
            work.Actor,
            work.Now,
            ExpiresAt = work.Now + PaymentRequest.Lifetime,
        });
        await work.CommitAsync(cancel);
        return new Answer<PaymentRequestAnswer>
        {
            Value = asked.Answer(pointOfSale.Rates, work.Now),
            Location = $"/v1/caisses/{work.Caisse}/payment-requests/{asked.Id}",
        };
    }

    const string Insert =
        """
        insert into payment_request (caisse_id, request_id, point_of_sale_id, amount_cents, basket, asked_by,
            asked_at, expires_at, state)
        values (@Caisse, @RequestId, @PointOfSaleId, @AmountCents, @Basket::jsonb, @Actor,
            @Now, @ExpiresAt, 'waiting')
        returning request_id as id, point_of_sale_id, amount_cents, basket::text, expires_at, state, ended_at
        """;
}
