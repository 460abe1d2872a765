using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Campaigning;

/// <summary>Who volunteered thinks better of it, before the pool is frozen.</summary>
static class WithdrawCandidate
{
    internal sealed record Withdrawal(Guid PersonId);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapDelete("/campaigns/{campaignId:guid}/candidates/{personId:guid}", HandleAsync)
            .Describe(nameof(WithdrawCandidate), "Take back a candidature before the pool is frozen.")
            .Allow(Grants.Coordinator, Grants.Member);

    static async Task<Answer<Withdrawal>> HandleAsync(
        Guid campaignId, Guid personId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.ShareCampaignAsync(campaignId) is not { } campaign)
        {
            return Refusal.NotFound("campaign", campaignId);
        }
        if (CampaignState.WhyNotOpen(campaign.State) is { } closed)
        {
            return closed;
        }
        var mayWithdraw = caller.Has(Grants.Coordinator) || personId == caller.MemberId;
        if (!mayWithdraw || await work.ExecuteAsync(Delete, new { work.Caisse, campaignId, personId }) == 0)
        {
            return Refusal.NotFound("candidate", personId);
        }
        await work.AuditAsync("candidate.withdrawn", campaignId, new { personId });
        await work.CommitAsync(cancel);
        return new Withdrawal(personId);
    }

    const string Delete =
        """
        delete from candidate
        where caisse_id = @Caisse and campaign_id = @campaignId and person_id = @personId
        """;
}
