using Caisse.Governance.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Mandating;

/// <summary>
/// Gives mandates to all whom a draw by lot gave a body, or to none. Whoever has theirs already keeps it, so
/// that after a replacement the same draw seats the successor alone; whose mandate ended is not seated again.
/// </summary>
static class SeatDrawnPeople
{
    internal static async Task<Answer<GiveMandate.MandatesGiven>> SeatAsync(
        Work work, Guid bodyId, Guid drawId, int seats, Tenure tenure)
    {
        var of = new { work.Caisse, drawId, bodyId };
        if (await work.FindAsync<DrawRow>(FindDraw, of) is not { } draw)
        {
            return Refusal.Unprocessable(
                "unknown-draw",
                $"Governance knows no draw {drawId} of this caisse. "
                + "If it was drawn just now, try again shortly.");
        }
        if (draw.BodyId is { } drawnFor && drawnFor != bodyId)
        {
            return Refusal.Conflict("drawn-for-another-body", $"This draw was for the body {drawnFor}.")
                .With("bodyId", drawnFor);
        }
        var people = await work.ListAsync<DrawnRow>(ReadDrawn, of);
        var held = await GiveMandate.ReadHeldAsync(work, bodyId, tenure);
        var seated = held.Select(seat => seat.MemberId).ToHashSet();
        var toSeat = people.Where(person => !seated.Contains(person.PersonId)).ToList();
        if (Refuse(drawId, seats, toSeat, Seats.MostHeld([.. held.Select(seat => seat.Tenure)], tenure))
            is { } refusal)
        {
            return refusal;
        }
        var given = new List<ListMandates.MandateAnswer>();
        foreach (var person in toSeat)
        {
            given.Add(await GiveMandate.WriteAsync(
                work, bodyId, person.PersonId, GiveMandate.Draw, tenure, drawId));
        }
        return new Answer<GiveMandate.MandatesGiven>
        {
            Value = new GiveMandate.MandatesGiven(given),
            Location = GiveMandate.LocationOf(work, bodyId),
        };
    }

    static Refusal? Refuse(Guid drawId, int seats, List<DrawnRow> toSeat, int held)
    {
        if (toSeat.Count == 0)
        {
            return Refusal.Conflict(
                "draw-seated-already", $"All whom the draw {drawId} gives a seat have had it.");
        }
        var unknown = toSeat.Where(person => !person.IsMember).Select(person => person.PersonId).ToList();
        if (unknown.Count > 0)
        {
            return Refusal.Unprocessable(
                "unknown-member",
                $"Of those drawn, {unknown.Count} are no members that governance knows. Admit their "
                + "households first; if that was just now, try again shortly.").With("memberIds", unknown);
        }
        return held + toSeat.Count > seats
            ? Refusal.Conflict(
                "no-seat-left",
                $"{toSeat.Count} are to be seated; of {seats} seats, {held} are taken on some day then.")
                .With("seats", seats).With("held", held).With("needed", toSeat.Count)
            : null;
    }

    sealed record DrawRow(Guid? BodyId);

    sealed record DrawnRow(Guid PersonId, bool IsMember);

    const string FindDraw =
        "select body_id from known_draw where caisse_id = @Caisse and draw_id = @drawId";

    const string ReadDrawn =
        """
        select drawn.person_id, member_id is not null as is_member
        from drawn_person drawn
        left join known_member on known_member.caisse_id = @Caisse and member_id = drawn.person_id
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
