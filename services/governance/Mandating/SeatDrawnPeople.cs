using Caisse.Governance.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Mandating;

/// <summary>
/// Gives mandates to all whom a draw by lot gave a body, or to none. Whoever has theirs already keeps it, so
/// that after a replacement the same draw seats the successor alone; whose mandate ended is not seated again,
/// nor is who died.
/// </summary>
static class SeatDrawnPeople
{
    internal const string Died = "died";
    internal const string HoldsMandate = "holds-a-mandate";

    /// <param name="MemberId">Who was drawn.</param>
    /// <param name="Reason">"died", or "holds-a-mandate": in this body, on some day of the new one.</param>
    /// <param name="Until">The last day of that mandate.</param>
    internal sealed record SkippedPerson(Guid MemberId, string Reason, DateOnly? Until = null);

    internal static async Task<Answer<GiveMandate.MandatesGiven>> SeatAsync(
        Work work, Guid bodyId, Guid drawId, int seats, Tenure tenure)
    {
        var of = new { work.Caisse, drawId, bodyId };
        if (WhyNotFor(bodyId, drawId, await work.FindAsync<DrawRow>(FindDraw, of)) is { } problem)
        {
            return problem;
        }
        var people = await work.ListAsync<Guid>(ReadDrawn, of);
        var known = await work.HoldMembersAsync(people);
        var held = await GiveMandate.ReadHeldAsync(work, bodyId, tenure);
        var lastDays = held.GroupBy(seat => seat.MemberId)
            .ToDictionary(own => own.Key, own => own.Max(seat => seat.LastDay));
        var skipped = people.Select(person => WhySkipped(person, known, lastDays))
            .OfType<SkippedPerson>().ToList();
        var toSeat = people.Except(skipped.Select(person => person.MemberId)).ToList();
        var unknown = toSeat.Where(person => !known.ContainsKey(person)).ToList();
        if (Refuse(
            drawId, seats, toSeat.Count, unknown, skipped,
            Seats.MostHeld([.. held.Select(seat => seat.Tenure)], tenure)) is { } refusal)
        {
            return refusal;
        }
        var given = new List<ListMandates.MandateAnswer>();
        foreach (var person in toSeat)
        {
            given.Add(await GiveMandate.WriteAsync(work, bodyId, person, GiveMandate.Draw, tenure, drawId));
        }
        return new Answer<GiveMandate.MandatesGiven>
        {
            Value = new GiveMandate.MandatesGiven(given, skipped),
            Location = GiveMandate.LocationOf(work, bodyId),
        };
    }

    static SkippedPerson? WhySkipped(
        Guid personId, IReadOnlyDictionary<Guid, bool> known, Dictionary<Guid, DateOnly> lastDays) =>
        known.GetValueOrDefault(personId) ? new SkippedPerson(personId, Died)
        : lastDays.TryGetValue(personId, out var lastDay)
            ? new SkippedPerson(personId, HoldsMandate, lastDay)
        : null;

    static Refusal? WhyNotFor(Guid bodyId, Guid drawId, DrawRow? draw) =>
        draw is null
            ? Refusal.Unprocessable(
                "unknown-draw",
                $"Governance knows no draw {drawId} of this caisse. "
                + "If it was drawn just now, try again shortly.")
        : draw.BodyId is not { } drawnFor
            ? Refusal.Conflict(
                "drawn-for-no-body", "This draw was for the caisse's own seats: it gives none of a body.")
        : drawnFor != bodyId
            ? Refusal.Conflict("drawn-for-another-body", $"This draw was for the body {drawnFor}.")
                .With("bodyId", drawnFor)
        : null;

    static Refusal? Refuse(
        Guid drawId, int seats, int needed, List<Guid> unknown, List<SkippedPerson> skipped, int held) =>
        needed == 0
            ? Refusal.Conflict(
                "draw-seated-already",
                $"All whom the draw {drawId} gives a seat have had it"
                + (skipped.Count > 0 ? $", save {skipped.Count} who died or sit there then." : "."))
                .With("skipped", skipped)
        : unknown.Count > 0
            ? Refusal.Unprocessable(
                "unknown-member",
                $"Of those drawn, {unknown.Count} are no members that governance knows. Admit their "
                + "households first; if that was just now, try again shortly.").With("memberIds", unknown)
        : held + needed > seats
            ? Refusal.Conflict(
                "no-seat-left",
                $"{needed} are to be seated; of {seats} seats, {held} are taken on some day then.")
                .With("seats", seats).With("held", held).With("needed", needed)
        : null;

    sealed record DrawRow(Guid? BodyId);

    const string FindDraw =
        "select body_id from known_draw where caisse_id = @Caisse and draw_id = @drawId";

    const string ReadDrawn =
        """
        select drawn.person_id from drawn_person drawn
        where drawn.caisse_id = @Caisse and drawn.draw_id = @drawId and not exists (
            select from replaced_person replaced
            where replaced.caisse_id = @Caisse and replaced.draw_id = @drawId
                and replaced.person_id = drawn.person_id)
            and not exists (
                select from mandate where mandate.caisse_id = @Caisse and mandate.draw_id = @drawId
                    and mandate.body_id = @bodyId and mandate.member_id = drawn.person_id)
        order by drawn.person_id
        """;
}
