using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Statements;

/// <summary>Puts payments on the statements of the points of sale that took them.</summary>
[Consumer("RecordMovementsOnPayments")]
sealed class RecordMovementsOnPayments : IHandle<PaymentsCaptured>
{
    public Task HandleAsync(PaymentsCaptured happened, Work work, CancellationToken cancel) =>
        work.ExecuteAsync(InsertMovements, new
        {
            work.Caisse,
            PaymentIds = happened.Payments.Select(payment => payment.PaymentId).ToArray(),
            PointOfSaleIds = happened.Payments.Select(payment => payment.PointOfSaleId).ToArray(),
            MonaCents = happened.Payments.Select(payment => payment.MonaCents).ToArray(),
            EurosCents = happened.Payments.Select(payment => payment.EurosCents).ToArray(),
            CapturedAt = happened.Payments.Select(payment => payment.CapturedAt.UtcDateTime).ToArray(),
        });

    const string InsertMovements =
        """
        insert into movement (
            caisse_id, movement_id, point_of_sale_id, kind, payment_id, mona_cents, euros_cents, occurred_at)
        select @Caisse, payment_id, point_of_sale_id, 'payment', payment_id, mona_cents, euros_cents,
            captured_at
        from unnest(@PaymentIds, @PointOfSaleIds, @MonaCents, @EurosCents, @CapturedAt)
            as captured (payment_id, point_of_sale_id, mona_cents, euros_cents, captured_at)
        on conflict (caisse_id, movement_id) do nothing
        """;
}
