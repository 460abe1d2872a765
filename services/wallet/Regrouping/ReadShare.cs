using Caisse.ServiceDefaults;
using Caisse.Wallet.OpeningWallets;

namespace Caisse.Wallet.Regrouping;

/// <summary>What a household took of the wallet it split off from, or why it took nothing.</summary>
static class ReadShare
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/wallets/{householdId:guid}/share", HandleAsync)
            .Describe(nameof(ReadShare), "What a household took of the wallet it split off from.")
            .Allow(Grants.Member, Grants.Coordinator, Grants.Treasurer, Grants.ReadWallets);

    static async Task<Answer<BalanceShare>> HandleAsync(
        Guid householdId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await Households.MaySeeAsync(work, caller, householdId)
            && await work.FindAsync<BalanceShare>(BalanceShare.Select, new { work.Caisse, householdId })
                is { } share
            ? share
            : Refusal.NotFound("share", householdId);
    }
}
