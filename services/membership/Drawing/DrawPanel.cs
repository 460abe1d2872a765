using Caisse.Contracts.Membership;
using Caisse.Membership.Campaigning;
using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;
using Caisse.Sortition.Evidence;

namespace Caisse.Membership.Drawing;

/// <summary>
/// The awaited value is published, and picks the panel: once per campaign, from panels that were committed to
/// before.
/// </summary>
static class DrawPanel
{
    /// <param name="Value">As the source published it, in the form that was announced.</param>
    internal sealed record DrawRequest(string Value);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/campaigns/{campaignId:guid}/draw", HandleAsync)
            .Describe(nameof(DrawPanel), "Draw the panel with the value that was awaited, once.")
            .Creates()
            .Allow(Grants.Coordinator);

    static async Task<Answer<ReadDraw.DrawAnswer>> HandleAsync(
        Guid campaignId, DrawRequest request, Caller caller, Database database, CancellationToken cancel)
    {
        if (new Check().Text(request.Value, "value", SignValue.LongestValue).Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.HoldCampaignAsync(campaignId) is not { } campaign)
        {
            return Refusal.NotFound("campaign", campaignId);
        }
        var of = new { work.Caisse, campaignId };
        if (CampaignState.WhyNotDraw(campaign.State, campaign.AwaitedAt, work.Now) is { } refusal)
        {
            return refusal.With("drawId", await work.FindAsync<Guid?>(FindDraw, of));
        }
        if (campaign.Form?.WhyNot(request.Value) is { } otherForm)
        {
            return otherForm;
        }
        var signed = await SignValue.CountAsync(work, campaignId, request.Value);
        if (CampaignState.WhyNotSignedFor(signed, campaign.ValueSigners) is { } unsigned)
        {
            return unsigned;
        }
        var committed = await work.OneAsync<CommittedRow>(ReadCommitted, of);
        var settled = PublicDraw.Settle(
            committed.Evidence, committed.Pool, campaign.Source, request.Value);
        await WriteAsync(work, campaign, committed.DrawId, settled);
        var drawn = await ReadDraw.FindAsync(work, committed.DrawId);
        await work.CommitAsync(cancel);
        return new Answer<ReadDraw.DrawAnswer>
        {
            Value = drawn,
            Location = $"/v1/caisses/{work.Caisse}/draws/{committed.DrawId}",
        };
    }

    static async Task WriteAsync(Work work, HeldCampaign campaign, Guid drawId, SettledEvidence settled)
    {
        var outcome = settled.Outcome;
        await work.ExecuteAsync(InsertOutcome, new
        {
            work.Caisse, drawId, outcome.Value, outcome.Number, Evidence = settled.Text, work.Now,
            work.Actor,
        });
        foreach (var (position, pseudonym) in outcome.Panel.Index())
        {
            await work.ExecuteAsync(InsertSeat, new
            {
                work.Caisse, drawId, Seat = position + 1, pseudonym,
                Alternates = outcome.Alternates[pseudonym],
            });
        }
        await work.AdvanceCampaignAsync(campaign.CampaignId, CampaignState.Drawn);
        var people = await OwnPseudonym.ReadPeopleAsync(work, drawId);
        await work.PublishAsync(new DrawCompleted(
            work.Caisse, drawId, campaign.CampaignId, campaign.BodyId,
            [.. outcome.Panel.Select(pseudonym => people[pseudonym])], work.Now));
        await work.AuditAsync(
            "campaign.drawn", campaign.CampaignId, null, new { drawId, outcome.Value, outcome.Number });
    }

    sealed record CommittedRow(Guid DrawId, byte[] Pool, byte[] Evidence);

    internal const string FindDraw =
        "select draw_id from draw where caisse_id = @Caisse and campaign_id = @campaignId";

    const string ReadCommitted =
        """
        select draw_id, pool, evidence from draw join draw_commitment using (caisse_id, draw_id)
        where caisse_id = @Caisse and campaign_id = @campaignId
        """;

    const string InsertOutcome =
        """
        insert into draw_outcome (caisse_id, draw_id, value, number, evidence, drawn_at, drawn_by)
        values (@Caisse, @drawId, @Value, @Number, @Evidence, @Now, @Actor)
        """;

    const string InsertSeat =
        """
        insert into draw_seat (caisse_id, draw_id, seat, pseudonym, alternates)
        values (@Caisse, @drawId, @Seat, @pseudonym, @Alternates)
        """;
}
