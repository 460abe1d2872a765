using Caisse.ServiceDefaults;
using Caisse.Wallet.OpeningWallets;

namespace Caisse.Wallet.Reimbursing;

/// <summary>Who decides on a claim, and when.</summary>
static class ClaimDecision
{
    /// <summary>Why the caller cannot decide on a claim, or null.</summary>
    internal static async Task<Refusal?> WhyNotAsync(Work work, Caller caller, ReceiptClaim claim) =>
        claim.State != ReceiptClaim.Received
            ? Refusal.Conflict("already-decided", $"This receipt was {claim.State} already.")
                .With("state", claim.State).With("decidedAt", claim.DecidedAt)
        : claim.ClaimedBy == caller.Subject || await Households.IsOfAsync(work, caller, claim.HouseholdId)
            ? new Refusal(
                StatusCodes.Status403Forbidden, "own-claim",
                "Nobody decides on a receipt of their own household, or on one that they sent.")
        : null;
}
