using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.KeepingStatements;

/// <summary>Puts a payment on the statement of the point of sale that took it.</summary>
sealed class RecordMovementOnPayment : IHandle<PaymentCaptured>
{
    public Task HandleAsync(PaymentCaptured happened, Work work, CancellationToken cancel) =>
        work.ExecuteAsync(InsertMovement, happened);

    const string InsertMovement =
        """
        insert into movement (
            caisse_id, movement_id, point_of_sale_id, kind, payment_id, mona_cents, euros_cents, occurred_at)
        values (@Caisse, @PaymentId, @PointOfSaleId, 'payment', @PaymentId, @MonaCents, @EurosCents,
        @OccurredAt)
        on conflict (caisse_id, movement_id) do nothing
        """;
}
