using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Suspending;

/// <summary>Reopens a wallet that was suspended.</summary>
static class ReopenWallet
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/wallets/{householdId:guid}/reopening", HandleAsync)
            .Describe(nameof(ReopenWallet), "Reopen a wallet that was suspended.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<WalletStanding>> HandleAsync(
        Guid householdId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        await Ledger.LockAsync(work);
        if (await work.FindStandingAsync(householdId) is not { } before)
        {
            return Refusal.NotFound("wallet", householdId);
        }
        if (!before.IsSuspended)
        {
            return Refusal.Conflict("not-suspended", "This wallet is not suspended.");
        }
        var after = before with { State = WalletStanding.Open, StateSince = work.Now, StateReason = null };
        await work.ExecuteAsync(Reopen, new { work.Caisse, householdId, work.Now });
        await work.AuditAsync("wallet.reopened", householdId, before.Audited, after.Audited);
        await work.PublishAsync(new WalletReopened(work.Caisse, householdId, work.Now));
        await work.CommitAsync(cancel);
        return after;
    }

    const string Reopen =
        """
        update household set state = 'open', state_since = @Now, state_reason = null
        where caisse_id = @Caisse and household_id = @householdId
        """;
}
