using Caisse.Contracts.Membership;
using Caisse.Membership.Campaigning;
using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;
using Caisse.Sortition.Evidence;

namespace Caisse.Membership.Drawing;

/// <summary>
/// Somebody who was drawn gives up their seat, or an alternate will not take one: like for like, the next of
/// the published list succeeds.
/// </summary>
static class ReplaceDrawnPerson
{
    /// <param name="Pseudonym">Who refuses, or withdraws later.</param>
    internal sealed record ReplacementRequest(string Pseudonym);

    const int LongestPseudonym = 100;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/draws/{drawId:guid}/replacements", HandleAsync)
            .Describe(nameof(ReplaceDrawnPerson), "Record who refuses; who held a seat is succeeded.")
            .Creates()
            .Allow(Grants.Coordinator);

    static async Task<Answer<ReadDraw.RefusalAnswer>> HandleAsync(
        Guid drawId, ReplacementRequest request, Caller caller, Database database, CancellationToken cancel)
    {
        if (new Check().Text(request.Pseudonym, "pseudonym", LongestPseudonym).Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var campaignId = await work.FindAsync<Guid>(FindCampaign, new { work.Caisse, drawId });
        // Refusals of one draw come one after the other: each sees who is left.
        if (await work.HoldCampaignAsync(campaignId) is not { State: CampaignState.Drawn })
        {
            return Refusal.NotFound("drawn panel", drawId);
        }
        var facts = await work.OneAsync<OutcomeRow>(ReadOutcome, new { work.Caisse, drawId });
        var before = await ReadDraw.ReadRefusalsAsync(work, drawId);
        var succession = new Succession(
            PublicDraw.Read(facts.Pool), await ReadDraw.ReadSeatsAsync(work, drawId),
            before.Select(ReadDraw.ToRecorded));
        var (recorded, refusal) = succession.Refuse(request.Pseudonym, facts.Value, facts.BundleHash);
        if (recorded is null)
        {
            return refusal!;
        }
        var answer = await WriteAsync(work, drawId, before.Count + 1, recorded);
        await work.CommitAsync(cancel);
        return new Answer<ReadDraw.RefusalAnswer>
        {
            Value = answer,
            Location = $"/v1/caisses/{work.Caisse}/draws/{drawId}",
        };
    }

    static async Task<ReadDraw.RefusalAnswer> WriteAsync(
        Work work, Guid drawId, int number, RecordedRefusal recorded)
    {
        var refused = new ReadDraw.RefusalAnswer(
            number, recorded.Pseudonym, recorded.Seat, recorded.Successor, recorded.Basis, work.Now);
        await work.ExecuteAsync(InsertRefusal, new
        {
            work.Caisse, drawId, refused.Number, refused.Pseudonym, refused.Seat, refused.Successor,
            refused.Basis, work.Now,
        });
        await work.AuditAsync("draw.refusal", drawId, null, refused);
        if (recorded.Seat is not null)
        {
            var people = await OwnPseudonym.ReadPeopleAsync(work, drawId);
            await work.PublishAsync(new DrawnPersonReplaced(
                work.Caisse, drawId, people[recorded.Pseudonym],
                recorded.Successor is { } successor ? people[successor] : null, work.Now));
        }
        return refused;
    }

    sealed record OutcomeRow(byte[] Pool, string BundleHash, string Value);

    const string FindCampaign =
        "select campaign_id from draw where caisse_id = @Caisse and draw_id = @drawId";

    const string ReadOutcome =
        """
        select pool, bundle_hash, value
        from draw join draw_commitment using (caisse_id, draw_id) join draw_outcome using (caisse_id, draw_id)
        where caisse_id = @Caisse and draw_id = @drawId
        """;

    const string InsertRefusal =
        """
        insert into draw_refusal (
            caisse_id, draw_id, number, pseudonym, seat, successor, basis, recorded_at)
        values (@Caisse, @drawId, @Number, @Pseudonym, @Seat, @Successor, @Basis, @Now)
        """;
}
