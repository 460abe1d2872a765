using Caisse.ServiceDefaults;
using Caisse.Wallet.Paying;

namespace Caisse.Wallet.ShowingCodes;

/// <summary>
/// Reads what a till asked for: the till waits for it to be paid, a member sees what they would pay. Whoever
/// knows its id was shown it.
/// </summary>
static class ReadPaymentRequest
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/payment-requests/{requestId:guid}", HandleAsync)
            .Describe(nameof(ReadPaymentRequest), "What a till asks for; image/svg+xml by Accept.")
            .Produces<PaymentRequestAnswer>(StatusCodes.Status200OK, "application/json", QrCode.Svg)
            .Allow(Grants.Till, Grants.Member, Grants.Delegate);

    static async Task<IResult> HandleAsync(
        Guid requestId, Caller caller, Database database, HttpRequest request,
        CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var asked = await work.FindAsync<PaymentRequestRow>(Read, new { work.Caisse, requestId });
        var isAnotherTill = caller.PointOfSaleId is { } at && at != asked?.PointOfSaleId;
        if (asked is null || isAnotherTill)
        {
            return Refusal.NotFound("payment request", requestId);
        }
        var pointOfSale =
            await PointOfSaleOnDay.ReadAsync(work, asked.PointOfSaleId, work.Today);
        var answer = asked.Answer(pointOfSale!.Rates, work.Now);
        return QrCode.AnswerAs(request, answer.Code, TypedResults.Ok(answer));
    }

    const string Read =
        """
        select request_id as id, asked.point_of_sale_id, amount_cents, basket::text, expires_at, asked.state,
               ended_at, asked.payment_id, payment.mona_cents as paid_mona_cents,
               payment.euros_cents as paid_euros_cents, payment.lines::text as paid_lines
        from payment_request as asked left join payment using (caisse_id, payment_id)
        where asked.caisse_id = @Caisse and request_id = @requestId
        """;
}
