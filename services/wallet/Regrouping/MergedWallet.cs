using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Guaranteeing;
using Caisse.Wallet.Suspending;

namespace Caisse.Wallet.Regrouping;

/// <summary>The wallet of a household that merged into another one.</summary>
static class MergedWallet
{
    /// <summary>
    /// Carries its debt and all it has available to the other; a suspended wallet keeps what it has until it
    /// is reopened.
    /// </summary>
    internal static async Task CarryAsync(Work work, Guid householdId, Guid intoId)
    {
        var (wallet, into) = await MoveBalance.LockAsync(work, householdId, intoId);
        var owedCents = await HouseholdDebt.CarryAsync(work, householdId, intoId);
        var isSuspended = (await work.FindStandingAsync(householdId))!.IsSuspended;
        var cents = isSuspended ? 0 : wallet.AvailableCents;
        if (cents > 0)
        {
            await MoveBalance.MoveAsync(work, wallet, into, cents, MovementKind.Merge, householdId);
        }
        if (cents > 0 || owedCents > 0)
        {
            await work.AuditAsync("wallet.merged", householdId, null, new { intoId, cents, owedCents });
        }
    }
}
