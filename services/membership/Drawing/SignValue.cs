using Caisse.Membership.Campaigning;
using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Drawing;

/// <summary>
/// Somebody who saw the dice signs what they showed. Each signs once and nobody takes it back: the panel is
/// drawn with a value that enough of them have signed.
/// </summary>
static class SignValue
{
    /// <param name="Value">As it is minuted, in the form that was announced.</param>
    internal sealed record SignatureRequest(string Value);

    /// <param name="Signed">How many have signed this value.</param>
    /// <param name="Signers">How many must.</param>
    internal sealed record SignatureAnswer(string Value, int Signed, int Signers);

    internal const int LongestValue = 500;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/campaigns/{campaignId:guid}/signatures", HandleAsync)
            .Describe(nameof(SignValue), "Sign the value that was seen, where it is published nowhere.")
            .Creates()
            .Allow(Grants.Coordinator, Grants.Treasurer);

    static async Task<Answer<SignatureAnswer>> HandleAsync(
        Guid campaignId, SignatureRequest request, Caller caller, Database database, CancellationToken cancel)
    {
        if (new Check().Text(request.Value, "value", LongestValue).Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.HoldCampaignAsync(campaignId) is not { } campaign)
        {
            return Refusal.NotFound("campaign", campaignId);
        }
        if (CampaignState.WhyNotDraw(campaign.State, campaign.AwaitedAt, work.Now) is { } refusal)
        {
            return refusal;
        }
        if (campaign.Form?.WhyNot(request.Value) is { } otherForm)
        {
            return otherForm;
        }
        if (await work.ExecuteAsync(Insert, new
        {
            work.Caisse, campaignId, work.Actor, caller.MemberId, request.Value, work.Now,
        }) == 0)
        {
            return Refusal.Conflict("already-signed", "You have signed a value of this campaign already.");
        }
        await work.AuditAsync("campaign.value_signed", campaignId, null, new { request.Value });
        var signed = await CountAsync(work, campaignId, request.Value);
        await work.CommitAsync(cancel);
        return new Answer<SignatureAnswer>
        {
            Value = new(request.Value, signed, campaign.ValueSigners),
            Location = $"/v1/caisses/{work.Caisse}/campaigns/{campaignId}",
        };
    }

    /// <summary>How many have signed this value.</summary>
    internal static Task<int> CountAsync(Work work, Guid campaignId, string value) =>
        work.OneAsync<int>(Count, new { work.Caisse, campaignId, value });

    /// <summary>Once for each account or client, and once for the person behind several.</summary>
    const string Insert =
        """
        insert into value_signature (caisse_id, campaign_id, actor, member_id, value, signed_at)
        values (@Caisse, @campaignId, @Actor, @MemberId, @Value, @Now)
        on conflict do nothing
        """;

    const string Count =
        """
        select count(*)::int from value_signature
        where caisse_id = @Caisse and campaign_id = @campaignId and value = @value
        """;
}
