using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;
using Caisse.Wallet.Regrouping;

namespace Caisse.Wallet.Refunding;

/// <summary>A refund, posted.</summary>
/// <param name="RefundId">The refund.</param>
/// <param name="Moved">Between whom its MonA moved.</param>
/// <param name="BalanceCents">What the wallet has now.</param>
sealed record PostedRefund(Guid RefundId, RefundMovements Moved, long BalanceCents);

/// <summary>Posts a refund that was decided: its movements, and who owes the guarantee then.</summary>
static class PostRefund
{
    /// <summary>On the locked ledger.</summary>
    internal static async Task<PostedRefund> PostAsync(Work work, PaidPayment payment, DecidedRefund refund)
    {
        var debtor = payment.GuaranteedCents == 0 ? null : await FindDebtorAsync(work, payment.HouseholdId);
        var posted = await MoveAsync(work, payment, refund.MonaCents, debtor?.OwedCents ?? 0);
        var moved = posted.Moved;
        if (moved.ToGuaranteeCents > 0)
        {
            await work.ExecuteAsync(
                NoteHouseholdOwesLess, new { work.Caisse, debtor!.HouseholdId, moved.ToGuaranteeCents });
            // Nothing moves on the ledger when the point of sale takes over what the household owed.
            await work.AuditAsync("household-debt.refunded", debtor.HouseholdId, debtor, moved);
        }
        if (moved.FromNextSettlementCents > 0)
        {
            await work.ExecuteAsync(
                NoteShopOwesMore,
                new { work.Caisse, payment.PointOfSaleId, moved.FromNextSettlementCents });
        }
        await work.ExecuteAsync(NoteRefund, new
        {
            work.Caisse,
            payment.PaymentId,
            refund.MonaCents,
            moved.ToGuaranteeCents,
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
        Work work, PaidPayment payment, long refundCents, long owedCents)
    {
        var guarantee = await Ledger.LockOwnAsync(work, AccountKind.Guarantee);
        var accounts = await Ledger.LockAsync(work, payment.HouseholdId, payment.PointOfSaleId);
        var (shop, wallet) = (accounts[payment.PointOfSaleId], accounts[payment.HouseholdId]);
        var moved = RefundMovements.Decide(
            refundCents, shop.AvailableCents, payment.GuaranteedCents, owedCents);
        var refundId = Guid.CreateVersion7();
        (shop, wallet) = await PostAsync(shop, wallet, moved.ShopToWalletCents, refundId);
        (_, guarantee) = await PostAsync(
            shop, guarantee, moved.ShopToGuaranteeCents, Guid.CreateVersion7());
        (_, wallet) = await PostAsync(guarantee, wallet, moved.AdvancedCents, Guid.CreateVersion7());
        return new(refundId, moved, wallet.BalanceCents);

        async Task<(AccountState From, AccountState To)> PostAsync(
            AccountState from, AccountState to, long cents, Guid transferId)
        {
            if (cents == 0)
            {
                return (from, to);
            }
            var movement = Movement.Decide(from, to, cents)!;
            // By this kind a settlement counts what left the point of sale, whomever it went to.
            await Ledger.PostAsync(
                work, movement, new(transferId, MovementKind.Refund, cents, payment.PaymentId, work.Now));
            return (movement.Debit, movement.Credit);
        }
    }

    /// <summary>
    /// Who owes what the guarantee paid for a household: itself, or the one it merged into, which its debts
    /// follow.
    /// </summary>
    static async Task<Debtor?> FindDebtorAsync(Work work, Guid householdId) => await work.FindAsync<Debtor>(
        FindDebtor,
        new { work.Caisse, householdId, HolderId = await MoveBalance.FindHolderAsync(work, householdId) });

    sealed record Debtor(Guid HouseholdId, long OwedCents);

    const string FindDebtor =
        """
        select household_id, owed_cents from household_debt
        where caisse_id = @Caisse and household_id in (@householdId, @HolderId) and owed_cents > 0
        order by owed_cents desc limit 1
        """;

    const string NoteHouseholdOwesLess =
        """
        update household_debt set owed_cents = owed_cents - @ToGuaranteeCents
        where caisse_id = @Caisse and household_id = @HouseholdId
        """;

    const string NoteShopOwesMore =
        """
        insert into point_of_sale_debt (caisse_id, point_of_sale_id, owed_cents)
        values (@Caisse, @PointOfSaleId, @FromNextSettlementCents)
        on conflict (caisse_id, point_of_sale_id)
        do update set owed_cents = point_of_sale_debt.owed_cents + excluded.owed_cents
        """;

    const string NoteRefund =
        """
        update payment
        set refunded_cents = refunded_cents + @MonaCents, returned_lines = returned_lines || @Lines,
            guarantee_refunded_cents = guarantee_refunded_cents + @ToGuaranteeCents
        where caisse_id = @Caisse and payment_id = @PaymentId
        """;
}
