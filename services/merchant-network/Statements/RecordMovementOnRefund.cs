using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Statements;

/// <summary>
/// Puts a refund on the statement of the point of sale that gave it, whether its payment is known here yet or
/// not.
/// </summary>
[Consumer("RecordMovementOnRefund")]
sealed class RecordMovementOnRefund : IHandle<PaymentRefunded>
{
    public Task HandleAsync(PaymentRefunded happened, Work work, CancellationToken cancel) =>
        work.ExecuteAsync(InsertMovement, happened);

    const string InsertMovement =
        """
        insert into movement (
            caisse_id, movement_id, point_of_sale_id, kind, payment_id, mona_cents, euros_cents, occurred_at)
        values (@Caisse, @RefundId, @PointOfSaleId, 'refund', @PaymentId, @MonaCents, 0, @OccurredAt)
        on conflict (caisse_id, movement_id) do nothing
        """;
}
