using Caisse.ServiceDefaults;

namespace Caisse.Wallet.ReadingWallets;

/// <summary>
/// The wallets a person may see and spend from: their own household's first, then of those that named them.
/// </summary>
static class ListOwnWallets
{
    /// <param name="HouseholdId">Whose wallet it is.</param>
    /// <param name="As">member or delegate.</param>
    internal sealed record OwnWallet(Guid HouseholdId, string As);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/wallets", HandleAsync)
            .Describe(nameof(ListOwnWallets), "The wallets that the caller may see and spend from.")
            .Allow(Grants.Member, Grants.Delegate);

    static async Task<Answer<Page<OwnWallet>>> HandleAsync(
        [AsParameters] PageRequest page, Caller caller, Database database, CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var wallets = await work.ListAsync<OwnWallet>(
            Read, new { work.Caisse, caller.MemberId, Skip = page.AfterNumber ?? 0, page.Fetch });
        return page.Of(wallets, _ => (page.AfterNumber ?? 0) + page.Fetch - 1);
    }

    const string Read =
        """
        select household_id, case when @MemberId = any(member_ids) then 'member' else 'delegate' end as "as"
        from household
        where caisse_id = @Caisse and @MemberId::uuid = any(member_ids || delegate_ids)
        order by "as" desc, household_id
        offset @Skip limit @Fetch
        """;
}
