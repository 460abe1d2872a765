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
        if (await FindAsync(work, caller, claimId) is not { } claim)
        {
            return Refusal.NotFound("receipt claim", claimId);
        }
        await RecordLookAsync(work, caller, claim, "receipt-claim.read", cancel);
        return claim.Answer();
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

    /// <summary>Writes down that what a household bought was shown to someone else; commits.</summary>
    internal static async Task RecordLookAsync(
        Work work, Caller caller, ReceiptClaim claim, string action, CancellationToken cancel)
    {
        if (!await Households.IsOfAsync(work, caller, claim.HouseholdId))
        {
            await work.RecordLookAsync(action, [claim.HouseholdId], claim.ClaimId);
            await work.CommitAsync(cancel);
        }
    }

    /// <summary>Those who check receipts.</summary>
    internal static bool IsStaff(Caller caller) =>
        caller.Has(Grants.Treasurer) || caller.Has(Grants.Coordinator);

    internal const string ById =
        $"{ReceiptClaim.Select} where claim.caisse_id = @Caisse and claim.claim_id = @claimId";
}
