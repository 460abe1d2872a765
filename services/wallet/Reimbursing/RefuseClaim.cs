using Caisse.ServiceDefaults;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Reimbursing;

/// <summary>Staff refuse a receipt, with a reason that the household reads.</summary>
static class RefuseClaim
{
    const int LongestReason = 500;

    internal sealed record RefusalRequest(string Reason);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/receipt-claims/{claimId:guid}/refusal", HandleAsync)
            .Describe(nameof(RefuseClaim), "Refuse a receipt with a reason.")
            .Allow(Grants.Treasurer, Grants.Coordinator);

    static async Task<Answer<ClaimAnswer>> HandleAsync(
        Guid claimId, RefusalRequest request, Caller caller, Database database, CancellationToken cancel)
    {
        if (new Check().Text(request.Reason, "reason", LongestReason).Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        await Ledger.LockAsync(work);
        if (await ReadClaim.FindAsync(work, caller, claimId) is not { } claim)
        {
            return Refusal.NotFound("receipt claim", claimId);
        }
        if (await ClaimDecision.WhyNotAsync(work, caller, claim) is { } refused)
        {
            return refused;
        }
        await work.ExecuteAsync(
            Refuse, new { work.Caisse, claimId, work.Actor, work.Now, request.Reason });
        await work.AuditAsync("receipt.refused", claimId);
        await work.CommitAsync(cancel);
        return (claim with
        {
            State = ReceiptClaim.Refused,
            DecidedBy = work.Actor,
            DecidedAt = work.Now,
            RefusalReason = request.Reason,
        }).Answer();
    }

    const string Refuse =
        """
        update receipt_claim
        set state = 'refused', decided_by = @Actor, decided_at = @Now, decision_recorded_at = now(),
            refusal_reason = @Reason
        where caisse_id = @Caisse and claim_id = @claimId
        """;
}
