using System.Text.Json;
using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Campaigning;

/// <summary>The coordinator reads who volunteered, and what the quotas know of them.</summary>
static class ListCandidates
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/campaigns/{campaignId:guid}/candidates", HandleAsync)
            .Describe(nameof(ListCandidates), "Who volunteered for a campaign.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<Page<EnterCandidate.CandidateAnswer>>> HandleAsync(
        Guid campaignId, [AsParameters] PageRequest page, Caller caller, Database database,
        CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.ShareCampaignAsync(campaignId) is null)
        {
            return Refusal.NotFound("campaign", campaignId);
        }
        var rows = await work.ListAsync<CandidateRow>(
            ReadCandidates, new { work.Caisse, campaignId, page.AfterId, page.Fetch });
        await work.RecordLookAsync("candidates.listed", [.. rows.Select(row => row.PersonId)], campaignId);
        await work.CommitAsync(cancel);
        return page.Of([.. rows.Select(row => row.ToAnswer())], candidate => candidate.PersonId);
    }

    sealed record CandidateRow(Guid PersonId, string Features, DateTimeOffset VolunteeredAt, string? LeftOut)
    {
        internal EnterCandidate.CandidateAnswer ToAnswer() => new(
            PersonId,
            [.. JsonSerializer.Deserialize<SortedDictionary<string, string>>(Features, CaisseJson.Events)!
                .Select(one => new FeatureValue(one.Key, one.Value))],
            VolunteeredAt, LeftOut);
    }

    const string ReadCandidates =
        """
        select person_id, features::text, volunteered_at, left_out
        from candidate where caisse_id = @Caisse and campaign_id = @campaignId
            and (@AfterId::uuid is null or person_id > @AfterId)
        order by person_id limit @Fetch
        """;
}
