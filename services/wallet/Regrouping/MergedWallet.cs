using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
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
        var owedCents = await work.FindAsync<long>(ReadOwed, new { work.Caisse, householdId });
        var isSuspended = (await work.FindStandingAsync(householdId))!.IsSuspended;
        var cents = isSuspended ? 0 : wallet.AvailableCents;
        if (owedCents > 0)
        {
            await work.ExecuteAsync(CarryDebt, new { work.Caisse, householdId, intoId, owedCents });
        }
        if (cents > 0)
        {
            await MoveBalance.MoveAsync(work, wallet, into, cents, MovementKind.Merge, householdId);
        }
        if (cents > 0 || owedCents > 0)
        {
            await work.AuditAsync("wallet.merged", householdId, null, new { intoId, cents, owedCents });
        }
    }

    const string ReadOwed =
        """
        select owed_cents from household_debt where caisse_id = @Caisse and household_id = @householdId
        """;

    const string CarryDebt =
        """
        insert into household_debt (caisse_id, household_id, owed_cents) values (@Caisse, @intoId, @owedCents)
        on conflict (caisse_id, household_id)
        do update set owed_cents = household_debt.owed_cents + excluded.owed_cents;
        update household_debt set owed_cents = 0
        where caisse_id = @Caisse and household_id = @householdId;
        """;
}
