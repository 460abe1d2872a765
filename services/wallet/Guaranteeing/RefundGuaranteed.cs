using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Guaranteeing;

/// <summary>
/// The guarantee's part of a refund: what comes back to it of what it had paid, and what it advances for a
/// point of sale; with who owes it less and more then.
/// </summary>
static class RefundGuaranteed
{
    /// <summary>On the locked ledger; the wallet as it is then.</summary>
    /// <param name="work">The transaction.</param>
    /// <param name="shop">The point of sale's account as it is now.</param>
    /// <param name="wallet">The household's wallet as it is now.</param>
    /// <param name="moved">What was decided.</param>
    /// <param name="debt">What the household owes; null when it owes nothing.</param>
    /// <param name="paymentId">What is refunded.</param>
    internal static async Task<AccountState> PostAsync(
        Work work, AccountState shop, AccountState wallet, RefundMovements moved, HouseholdDebt? debt,
        Guid paymentId)
    {
        if (moved is { ToGuaranteeCents: 0, FromNextSettlementCents: 0 })
        {
            return wallet;
        }
        var guarantee = await Ledger.LockOwnAsync(work, AccountKind.Guarantee);
        (_, guarantee) = await MoveAsync(shop, guarantee, moved.ShopToGuaranteeCents);
        (_, wallet) = await MoveAsync(guarantee, wallet, moved.AdvancedCents);
        if (moved.ToGuaranteeCents > 0)
        {
            await HouseholdDebt.AddAsync(work, debt!.HouseholdId, -moved.ToGuaranteeCents);
            // Nothing moves on the ledger when the point of sale takes over what the household owed.
            await work.AuditAsync("household-debt.refunded", debt.HouseholdId, debt, moved);
        }
        if (moved.FromNextSettlementCents > 0)
        {
            await PointOfSaleDebt.AddAsync(work, shop.AccountId, moved.FromNextSettlementCents);
        }
        return wallet;

        async Task<(AccountState From, AccountState To)> MoveAsync(
            AccountState from, AccountState to, long cents)
        {
            if (cents == 0)
            {
                return (from, to);
            }
            var movement = Movement.Decide(from, to, cents)!;
            await Ledger.PostAsync(
                work, movement, new(Guid.CreateVersion7(), MovementKind.Refund, cents, paymentId, work.Now));
            return (movement.Debit, movement.Credit);
        }
    }
}
