using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Pools;

namespace Caisse.Membership.Drawing;

/// <summary>
/// Tells a candidate, and nobody else, under which pseudonym they are in a draw, so that they find themselves
/// in its evidence. To someone without an account the coordinator hands it over.
/// </summary>
static class FindOwnPseudonym
{
    /// <param name="Pseudonym">In the pool, the panels and the lists of alternates.</param>
    /// <param name="Probability">Of being drawn, with every digit, once it is committed to.</param>
    /// <param name="Seat">The seat they hold, if they do.</param>
    /// <param name="Openings">Opens their own commitment in the evidence, for them alone: a file for
    /// <c>verify --openings</c>. Null when everybody sees their features anyway.</param>
    internal sealed record OwnAnswer(string Pseudonym, string? Probability, int? Seat, Openings? Openings);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/draws/{drawId:guid}/mine", HandleAsync)
            .Describe(nameof(FindOwnPseudonym), "A candidate's own pseudonym in a draw, and their chances.")
            .Allow(Grants.Member, Grants.Coordinator);

    static async Task<Answer<OwnAnswer>> HandleAsync(
        Guid drawId, Guid? personId, Caller caller, Database database, CancellationToken cancel)
    {
        var whose = caller.Has(Grants.Coordinator) ? personId ?? caller.MemberId : caller.MemberId;
        await using var work = await database.BeginAsync(caller, cancel);
        var found = await work.FindAsync<FrozenRow>(Find, new { work.Caisse, drawId, whose });
        if (found is not { } frozen || (personId is not null && personId != whose))
        {
            return Refusal.NotFound("draw in which you stand,", drawId);
        }
        var pseudonym = Pseudonyms.Pseudonym(frozen.Salt, OwnPseudonym.IdOf(whose!.Value));
        var place = PublicDraw.Read(frozen.Pool).Persons.Index()
            .Where(one => one.Item.Id == pseudonym).Select(one => (int?)one.Index).FirstOrDefault();
        if (place is null)
        {
            return Refusal.NotFound("draw in which you stand,", drawId);
        }
        var holders = Succession.HoldersOf(
            await ReadDraw.ReadSeatsAsync(work, drawId),
            (await ReadDraw.ReadRefusalsAsync(work, drawId)).Select(ReadDraw.ToRecorded));
        var own = new OwnAnswer(
            pseudonym,
            frozen.Evidence is { } text ? PublicDraw.Probabilities(text)[place.Value] : null,
            holders.Where(one => one.Value == pseudonym).Select(one => (int?)one.Key).FirstOrDefault(),
            frozen.Openings is { } openings ? Openings.Read(openings).Of(pseudonym) : null);
        if (caller.MemberId != whose)
        {
            await work.RecordLookAsync("pseudonym.handed-over", [whose.Value], drawId);
            await work.CommitAsync(cancel);
        }
        return own;
    }

    sealed record FrozenRow
    {
        public string Salt { get; init; } = "";
        public byte[] Pool { get; init; } = [];
        public byte[]? Evidence { get; init; }
        public byte[]? Openings { get; init; }
    }

    const string Find =
        """
        select salt, pool, evidence, openings
        from draw join candidate using (caisse_id, campaign_id)
        left join draw_commitment using (caisse_id, draw_id)
        where caisse_id = @Caisse and draw_id = @drawId and person_id = @whose
        """;
}
