using Caisse.ServiceDefaults;
using Caisse.Wallet.OpeningWallets;

namespace Caisse.Wallet.Reimbursing;

/// <summary>Reads a claim: the staff who check it, and its household.</summary>
static class ReadClaim
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/receipt-claims/{claimId:guid}", HandleAsync)
            .Describe(nameof(ReadClaim), "Read a receipt's claim.")
            .Allow(Grants.Treasurer, Grants.Coordinator, Grants.Member, Grants.Delegate);

    static async Task<Answer<ClaimAnswer>> HandleAsync(
        Guid claimId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await FindAsync(work, caller, claimId) is { } claim
            ? claim.Answer()
            : Refusal.NotFound("receipt claim", claimId);
    }

    /// <summary>The claim, for those who may see it.</summary>
    internal static async Task<ReceiptClaim?> FindAsync(Work work, Caller caller, Guid claimId)
    {
        var isStaff = IsStaff(caller);
        var claim = await work.FindAsync<ReceiptClaim>(ById, new { work.Caisse, claimId, isStaff });
        return claim is not null && (isStaff || await Households.IsOfAsync(work, caller, claim.HouseholdId))
            ? claim
            : null;
    }

    /// <summary>Those who check receipts.</summary>
    internal static bool IsStaff(Caller caller) =>
        caller.Has(Grants.Treasurer) || caller.Has(Grants.Coordinator);

    internal const string ById =
        $"{ReceiptClaim.Select} where claim.caisse_id = @Caisse and claim.claim_id = @claimId";
}
