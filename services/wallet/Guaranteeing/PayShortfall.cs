using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Guaranteeing;

/// <summary>Pays a point of sale what a wallet lacks; the household owes it from then on.</summary>
static class PayShortfall
{
    /// <summary>On the locked ledger.</summary>
    /// <param name="work">The transaction.</param>
    /// <param name="shop">The point of sale's account as it is now.</param>
    /// <param name="householdId">In whose place it is paid.</param>
    /// <param name="cents">MonA cents.</param>
    /// <param name="paymentId">The payment.</param>
    internal static async Task PostAsync(
        Work work, AccountState shop, Guid householdId, long cents, Guid paymentId)
    {
        var guarantee = await Ledger.LockOwnAsync(work, AccountKind.Guarantee);
        await Ledger.PostAsync(
            work, Movement.Decide(guarantee, shop, cents)!,
            new(Guid.CreateVersion7(), MovementKind.Shortfall, cents, paymentId, work.Now));
        await HouseholdDebt.AddAsync(work, householdId, cents);
    }
}
