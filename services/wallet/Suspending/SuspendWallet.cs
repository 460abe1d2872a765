using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Suspending;

/// <summary>
/// Suspends a wallet: its payments are refused in words and no run credits it. What it has stays, and is
/// carried over as anyone's.
/// </summary>
static class SuspendWallet
{
    const int LongestReason = 500;

    internal sealed record SuspensionRequest(string Reason);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/wallets/{householdId:guid}/suspension", HandleAsync)
            .Describe(nameof(SuspendWallet), "Suspend a wallet, with a reason.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<WalletStanding>> HandleAsync(
        Guid householdId, SuspensionRequest request, Caller caller, Database database,
        CancellationToken cancel)
    {
        if (new Check().Text(request.Reason, "reason", LongestReason).Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        // Under the lock no payment is decided on a wallet that was open just before.
        await Ledger.LockAsync(work);
        if (await work.FindStandingAsync(householdId) is not { } before)
        {
            return Refusal.NotFound("wallet", householdId);
        }
        if (before.IsSuspended)
        {
            return Refusal.Conflict("already-suspended", "This wallet is suspended already.")
                .With("since", before.StateSince).With("reason", before.StateReason);
        }
        var after = before with
        {
            State = WalletStanding.Suspended,
            StateSince = work.Now,
            StateReason = request.Reason,
        };
        await work.ExecuteAsync(Suspend, new { work.Caisse, householdId, work.Now, request.Reason });
        await work.AuditAsync("wallet.suspended", householdId, before.Audited, after.Audited);
        await work.PublishAsync(new WalletSuspended(work.Caisse, householdId, work.Now));
        await work.CommitAsync(cancel);
        return after;
    }

    const string Suspend =
        """
        insert into household (
            caisse_id, household_id, member_ids, version, state, state_since, state_reason)
        values (@Caisse, @householdId, '{}', 0, 'suspended', @Now, @Reason)
        on conflict (caisse_id, household_id) do update set
            state = excluded.state, state_since = excluded.state_since, state_reason = excluded.state_reason
        """;
}
