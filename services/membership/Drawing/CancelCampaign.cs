using Caisse.Membership.Campaigning;
using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Drawing;

/// <summary>The coordinator calls a campaign off while nobody can know what it would have drawn.</summary>
static class CancelCampaign
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/campaigns/{campaignId:guid}/cancellation", HandleAsync)
            .Describe(nameof(CancelCampaign), "Call a campaign off before its panels are committed to.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<ReadCampaign.CampaignAnswer>> HandleAsync(
        Guid campaignId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.HoldCampaignAsync(campaignId) is not { } campaign)
        {
            return Refusal.NotFound("campaign", campaignId);
        }
        if (CampaignState.WhyNotCancel(campaign.State) is { } refusal)
        {
            return refusal;
        }
        await work.AdvanceCampaignAsync(campaignId, CampaignState.Cancelled);
        await work.AuditAsync(
            "campaign.cancelled", campaignId, new { campaign.State },
            new { State = CampaignState.Cancelled });
        var cancelled = await ReadCampaign.FindAsync(work, campaignId);
        await work.CommitAsync(cancel);
        return cancelled!;
    }
}
