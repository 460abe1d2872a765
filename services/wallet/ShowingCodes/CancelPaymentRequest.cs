using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.ShowingCodes;

/// <summary>The till takes back what it asked for, unless it was paid first.</summary>
static class CancelPaymentRequest
{
    internal sealed record CancelledAnswer(Guid Id, string State);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/payment-requests/{requestId:guid}/cancellation", HandleAsync)
            .Describe(nameof(CancelPaymentRequest), "Take back a payment request.")
            .Allow(Grants.Till);

    static async Task<Answer<CancelledAnswer>> HandleAsync(
        Guid requestId, Caller caller, Database database, KnownCaisse caisse, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        // Payments are decided under this lock: what they have read stays so until they are posted.
        await Ledger.LockAsync(work);
        var asked = await work.FindAsync<PaymentRequest>(
            Read, new { work.Caisse, requestId, caller.PointOfSaleId });
        if (asked is null)
        {
            return Refusal.NotFound("payment request", requestId);
        }
        if (asked.Refuse(work.Now, caisse.LocalTimeOf) is { } refused)
        {
            return refused;
        }
        await work.ExecuteAsync(Cancel, new { work.Caisse, requestId, work.Now });
        await work.CommitAsync(cancel);
        return new CancelledAnswer(requestId, PaymentRequest.Cancelled);
    }

    const string Read =
        """
        select state, expires_at, ended_at from payment_request
        where caisse_id = @Caisse and request_id = @requestId and point_of_sale_id = @PointOfSaleId
        """;

    const string Cancel =
        """
        update payment_request set state = 'cancelled', ended_at = @Now
        where caisse_id = @Caisse and request_id = @requestId
        """;
}
