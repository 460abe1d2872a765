using Caisse.ServiceDefaults;
using Caisse.Wallet.OpeningWallets;

namespace Caisse.Wallet.Paying;

/// <summary>Reads a payment: its point of sale's tills, its household and the fund's staff may.</summary>
static class ReadPayment
{
    internal sealed record PaymentAnswer(
        Guid Id, Guid HouseholdId, Guid PointOfSaleId, string State, long MonaCents, long EurosCents,
        long RefundedCents, string Means, string Actor, DateTimeOffset PaidAt, DateTimeOffset? HeldUntil,
        DateTimeOffset? CapturedAt);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/payments/{paymentId:guid}", HandleAsync)
            .Describe(nameof(ReadPayment), "Read a payment.")
            .Allow(
                Grants.Till, Grants.Member, Grants.Delegate, Grants.Treasurer, Grants.Coordinator,
                Grants.ReadWallets);

    static async Task<Answer<PaymentAnswer>> HandleAsync(
        Guid paymentId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var payment = await work.FindAsync<PaymentAnswer>(Read, new { work.Caisse, paymentId });
        return payment is not null
            && (payment.PointOfSaleId == caller.PointOfSaleId
                || await Households.MaySeeAsync(work, caller, payment.HouseholdId))
            ? payment
            : Refusal.NotFound("payment", paymentId);
    }

    const string Read =
        """
        select payment_id as id, household_id, point_of_sale_id,
               case when refunded_cents = mona_cents then 'refunded' else state end as state,
               mona_cents, euros_cents, refunded_cents, means, actor, paid_at, held_until, captured_at
        from payment where caisse_id = @Caisse and payment_id = @paymentId
        """;
}
