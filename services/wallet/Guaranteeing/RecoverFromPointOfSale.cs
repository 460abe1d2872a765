using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Guaranteeing;

/// <summary>Takes back, from what a point of sale is about to be reimbursed for, what it owes.</summary>
static class RecoverFromPointOfSale
{
    /// <summary>On the locked ledger; the point of sale's account as it is then.</summary>
    internal static async Task<AccountState> PostAsync(
        Work work, AccountState shop, long cents, Guid settlementId)
    {
        var guarantee = await Ledger.LockOwnAsync(work, AccountKind.Guarantee);
        var movement = Movement.Decide(shop, guarantee, cents)
            ?? throw new InvalidOperationException($"Account {shop.AccountId} holds less than it received.");
        await Ledger.PostAsync(
            work, movement,
            new(Guid.CreateVersion7(), MovementKind.Recovery, cents, settlementId, work.Now));
        await PointOfSaleDebt.AddAsync(work, shop.AccountId, -cents);
        return movement.Debit;
    }
}
