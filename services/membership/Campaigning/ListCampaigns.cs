using Caisse.ServiceDefaults;

namespace Caisse.Membership.Campaigning;

/// <summary>Shows anyone which campaigns there were, so that no draw can be made in silence.</summary>
static class ListCampaigns
{
    internal sealed record ListedCampaign(
        Guid Id, string Title, int Seats, Guid? BodyId, string State, DateTimeOffset OpenedAt, Guid? DrawId);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/campaigns", HandleAsync)
            .Describe(nameof(ListCampaigns), "All campaigns, the oldest first.")
            .AllowAnonymous();

    static async Task<Answer<Page<ListedCampaign>>> HandleAsync(
        [AsParameters] PageRequest page, Caller caller, Database database,
        CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var campaigns = await work.ListAsync<ListedCampaign>(
            ReadCampaigns, new { work.Caisse, page.AfterId, page.Fetch });
        return page.Of(campaigns, campaign => campaign.Id);
    }

    const string ReadCampaigns =
        """
        select campaign_id as id, title, seats, body_id, state, opened_at, draw_id
        from campaign left join draw using (caisse_id, campaign_id)
        where caisse_id = @Caisse and (@AfterId::uuid is null or campaign_id > @AfterId)
        order by campaign_id limit @Fetch
        """;
}
