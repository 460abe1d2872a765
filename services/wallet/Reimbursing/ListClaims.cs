using Caisse.ServiceDefaults;
using Caisse.Wallet.OpeningWallets;

namespace Caisse.Wallet.Reimbursing;

/// <summary>Claims by state, the first to come at the top: for staff all, for a household its own.</summary>
static class ListClaims
{
    internal static void Map(RouteGroupBuilder caisse) => caisse.MapGet("/receipt-claims", HandleAsync)
        .Describe(nameof(ListClaims), "Receipts' claims, by state and household.")
        .Allow(Grants.Treasurer, Grants.Coordinator, Grants.Member, Grants.Delegate);

    static async Task<Answer<Page<ClaimAnswer>>> HandleAsync(
        [AsParameters] PageRequest page,
        [Words(typeof(ReceiptClaim), nameof(ReceiptClaim.States))] string? state, Guid? householdId,
        Caller caller, Database database,
        CancellationToken cancel)
    {
        var isStaff = ReadClaim.IsStaff(caller);
        var check = new Check().That(isStaff || householdId is not null, "householdId", "must be given.");
        if (state is not null)
        {
            check.OneOf(state, ReceiptClaim.States, "state");
        }
        if ((page.Problem ?? check.Problem) is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (!isStaff && !await Households.IsOfAsync(work, caller, householdId!.Value))
        {
            return Refusal.NotFound("wallet", householdId.Value);
        }
        var claims = await work.ListAsync<ReceiptClaim>(
            Read, new { work.Caisse, state, householdId, isStaff, page.AfterId, page.Fetch });
        if (isStaff)
        {
            await work.RecordLookAsync(
                "receipt-claims.listed", [.. claims.Select(claim => claim.HouseholdId).Distinct()]);
            await work.CommitAsync(cancel);
        }
        return page.Of([.. claims.Select(claim => claim.Answer())], claim => claim.Id);
    }

    const string Read =
        $"""
        {ReceiptClaim.Select}
        where claim.caisse_id = @Caisse
          and (@state::text is null or claim.state = @state)
          and (@householdId::uuid is null or claim.household_id = @householdId)
          and (@AfterId::uuid is null or claim.claim_id > @AfterId)
        order by claim.claim_id limit @Fetch
        """;
}
