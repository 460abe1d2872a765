using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Guaranteeing;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Refunding;

/// <summary>A refund, posted.</summary>
/// <param name="RefundId">The refund.</param>
/// <param name="Moved">Between whom its MonA moved.</param>
/// <param name="BalanceCents">What the wallet has now.</param>
sealed record PostedRefund(Guid RefundId, RefundMovements Moved, long BalanceCents);

/// <summary>
/// Posts a refund that was decided; the guarantee has its part of it where it paid or advances.
/// </summary>
static class PostRefund
{
    /// <summary>On the locked ledger.</summary>
    internal static async Task<PostedRefund> PostAsync(Work work, PaidPayment payment, DecidedRefund refund)
    {
        var debt = payment.GuaranteedCents == 0
            ? null
            : await HouseholdDebt.FindAsync(work, payment.HouseholdId);
        var posted = await MoveAsync(work, payment, refund.MonaCents, debt);
        await work.ExecuteAsync(NoteRefund, new
        {
            work.Caisse,
            payment.PaymentId,
            refund.MonaCents,
            posted.Moved.ToGuaranteeCents,
            Lines = refund.ReturnedLines.ToArray(),
        });
        // What was paid in euros alone comes back without a movement of MonA.
        if (refund.MonaCents > 0)
        {
            await work.PublishAsync(new PaymentRefunded(
                work.Caisse, posted.RefundId, payment.PaymentId, payment.HouseholdId, payment.PointOfSaleId,
                refund.MonaCents, work.Now));
        }
        return posted;
    }

    static async Task<PostedRefund> MoveAsync(
        Work work, PaidPayment payment, long refundCents, HouseholdDebt? debt)
    {
        var accounts = await Ledger.LockAsync(work, payment.HouseholdId, payment.PointOfSaleId);
        var (shop, wallet) = (accounts[payment.PointOfSaleId], accounts[payment.HouseholdId]);
        var moved = RefundMovements.Decide(
            refundCents, shop.AvailableCents, payment.GuaranteedCents, debt?.OwedCents ?? 0);
        var refundId = Guid.CreateVersion7();
        if (moved.ShopToWalletCents > 0)
        {
            var movement = Movement.Decide(shop, wallet, moved.ShopToWalletCents)!;
            await Ledger.PostAsync(
                work, movement,
                new(refundId, MovementKind.Refund, moved.ShopToWalletCents, payment.PaymentId, work.Now));
            (shop, wallet) = (movement.Debit, movement.Credit);
        }
        wallet = await RefundGuaranteed.PostAsync(work, shop, wallet, moved, debt, payment.PaymentId);
        return new(refundId, moved, wallet.BalanceCents);
    }

    const string NoteRefund =
        """
        update payment
        set refunded_cents = refunded_cents + @MonaCents, returned_lines = returned_lines || @Lines,
            guarantee_refunded_cents = guarantee_refunded_cents + @ToGuaranteeCents
        where caisse_id = @Caisse and payment_id = @PaymentId
        """;
}
