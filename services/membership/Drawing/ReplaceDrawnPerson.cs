using Caisse.Contracts.Membership;
using Caisse.Membership.Campaigning;
using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;
using Caisse.Sortition.Evidence;

namespace Caisse.Membership.Drawing;

/// <summary>
/// Somebody who was drawn gives up their seat, or an alternate will not take one: like for like, the next of
/// the published list succeeds who is still in the fund, or asks to join it.
/// </summary>
static class ReplaceDrawnPerson
{
    /// <param name="Pseudonym">Who refuses, or withdraws later.</param>
    internal sealed record ReplacementRequest(string Pseudonym);

    /// <param name="Number">Of the refusal in the draw's list.</param>
    /// <param name="Pseudonym">Who refused.</param>
    /// <param name="Seat">The seat they held, if any.</param>
    /// <param name="Successor">Who takes it in the end; null: nobody is left who fits.</param>
    /// <param name="Basis">How they come to it: "alternate" or "conditional_draw".</param>
    /// <param name="RecordedAt">When, UTC.</param>
    /// <param name="PassedOver">Who was next before them and is not there any more: each is a refusal of
    /// its own in the draw's list.</param>
    internal sealed record ReplacementAnswer(
        int Number, string Pseudonym, int? Seat, string? Successor, string? Basis, DateTimeOffset RecordedAt,
        IReadOnlyList<PassedOver> PassedOver);

    /// <param name="Pseudonym">Who was next.</param>
    /// <param name="Reason">"died", "left" or "not-in-register".</param>
    internal sealed record PassedOver(string Pseudonym, string Reason);

    const int LongestPseudonym = 100;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/draws/{drawId:guid}/replacements", HandleAsync)
            .Describe(nameof(ReplaceDrawnPerson), "Record who refuses; who held a seat is succeeded.")
            .Creates()
            .Allow(Grants.Coordinator);

    static async Task<Answer<ReplacementAnswer>> HandleAsync(
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
        var people = await OwnPseudonym.ReadPeopleAsync(work, drawId);
        var away = (await work.ListAsync<AwayRow>(ReadAway, new { work.Caisse, campaignId }))
            .ToDictionary(row => row.PersonId, row => row.Reason);
        var (recorded, refusal) = Succession.Refuse(
            PublicDraw.Read(facts.Pool), await ReadDraw.ReadSeatsAsync(work, drawId),
            [.. before.Select(ReadDraw.ToRecorded)], request.Pseudonym, facts.Value, facts.BundleHash,
            pseudonym => away.ContainsKey(people[pseudonym]));
        if (refusal is not null)
        {
            return refusal;
        }
        var passedOver = recorded.Skip(1)
            .Select(one => new PassedOver(one.Pseudonym, away[people[one.Pseudonym]])).ToList();
        await WriteAsync(work, drawId, before.Count, recorded, passedOver, people);
        await work.CommitAsync(cancel);
        return new Answer<ReplacementAnswer>
        {
            Value = new ReplacementAnswer(
                before.Count + 1, request.Pseudonym, recorded[0].Seat, recorded[^1].Successor,
                recorded[^1].Basis, work.Now, passedOver),
            Location = $"/v1/caisses/{work.Caisse}/draws/{drawId}",
        };
    }

    /// <summary>Told is who takes the seat in the end: nobody seats who was passed over meanwhile.</summary>
    static async Task WriteAsync(
        Work work, Guid drawId, int before, IReadOnlyList<RecordedRefusal> recorded,
        List<PassedOver> passedOver, Dictionary<string, Guid> people)
    {
        foreach (var (place, one) in recorded.Index())
        {
            var refused = new
            {
                Number = before + place + 1, one.Pseudonym, one.Seat, one.Successor, one.Basis,
                Reason = place == 0 ? null : passedOver[place - 1].Reason,
            };
            await work.ExecuteAsync(InsertRefusal, new
            {
                work.Caisse, drawId, refused.Number, refused.Pseudonym, refused.Seat, refused.Successor,
                refused.Basis, refused.Reason, work.Now,
            });
            await work.AuditAsync("draw.refusal", drawId, null, refused);
        }
        if (recorded[0].Seat is not null)
        {
            await work.PublishAsync(new DrawnPersonReplaced(
                work.Caisse, drawId, people[recorded[0].Pseudonym],
                recorded[^1].Successor is { } successor ? people[successor] : null, work.Now));
        }
    }

    sealed record AwayRow(Guid PersonId, string Reason);

    sealed record OutcomeRow(byte[] Pool, string BundleHash, string Value);

    const string FindCampaign =
        "select campaign_id from draw where caisse_id = @Caisse and draw_id = @drawId";

    const string ReadOutcome =
        """
        select pool, bundle_hash, value
        from draw join draw_commitment using (caisse_id, draw_id) join draw_outcome using (caisse_id, draw_id)
        where caisse_id = @Caisse and draw_id = @drawId
        """;

    /// <summary>Candidates who can take no seat: they are not in the fund, nor ask to join it.</summary>
    const string ReadAway =
        """
        select person_id, case
                when member.member_id is null then 'not-in-register'
                when member.departure_reason = 'death' then 'died' else 'left' end as reason
        from candidate
        left join member on member.caisse_id = @Caisse and member.member_id = person_id
        where candidate.caisse_id = @Caisse and campaign_id = @campaignId and person_id not in (
            select person_id from eligible_person where caisse_id = @Caisse)
        """;

    const string InsertRefusal =
        """
        insert into draw_refusal (
            caisse_id, draw_id, number, pseudonym, seat, successor, basis, reason, recorded_at)
        values (@Caisse, @drawId, @Number, @Pseudonym, @Seat, @Successor, @Basis, @Reason, @Now)
        """;
}
