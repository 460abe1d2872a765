using Caisse.Contracts;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.OpeningWallets;

namespace Caisse.Wallet.ReadingWallets;

/// <summary>Lists what a household received each period, the latest first, and why that much.</summary>
static class ListAllocationsOfWallet
{
    internal sealed record ReceivedAllocation(
        Guid RunId, Period Period, long AmountCents, string Reasoning, string ReasoningInFrench);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/wallets/{householdId:guid}/allocations", HandleAsync)
            .Describe(nameof(ListAllocationsOfWallet), "What a household received each period, and why.")
            .Allow(Grants.Member, Grants.Coordinator, Grants.Treasurer, Grants.ReadWallets);

    static async Task<Answer<Page<ReceivedAllocation>>> HandleAsync(
        Guid householdId, [AsParameters] PageRequest page, Caller caller, Database database,
        CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var parameters = new { work.Caisse, householdId, page.AfterId, page.Fetch };
        return await Households.MaySeeAsync(work, caller, householdId)
            && await work.OneAsync<bool>(HasWallet, parameters)
            ? page.Of(
                await work.ListAsync<ReceivedAllocation>(Read, parameters), allocation => allocation.RunId)
            : Refusal.NotFound("wallet", householdId);
    }

    static readonly string HasWallet =
        $"""
        select exists (select from account
            where caisse_id = @Caisse and account_id = @householdId
              and kind = {AccountKind.Household.Sql})
        """;

    /// <summary>
    /// A household that receives nothing is told why as well, once the run is over. Previews are for staff.
    /// </summary>
    const string Read =
        """
        select run_id, period, amount_cents, reasoning, reasoning_in_french
        from allocation_run join allocation using (caisse_id, run_id)
        where caisse_id = @Caisse and household_id = @householdId
          and (household_id <= credited_through or state = 'completed')
          and (@AfterId::uuid is null or run_id < @AfterId)
        order by run_id desc limit @Fetch
        """;
}
