using Caisse.ServiceDefaults;

namespace Caisse.Membership.Drawing;

/// <summary>Tells the coordinator whom to invite: the people behind a drawn panel's pseudonyms.</summary>
static class ReadPanel
{
    internal sealed record PanelAnswer(Guid DrawId, IReadOnlyList<SeatedPerson> Seats);

    /// <summary>Who has a seat now, and who is asked next.</summary>
    internal sealed record SeatedPerson(
        int Seat, string? Pseudonym, Guid? PersonId, IReadOnlyList<Guid> AlternateIds);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/draws/{drawId:guid}/panel", HandleAsync)
            .Describe(nameof(ReadPanel), "The people who were drawn, to invite them.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<PanelAnswer>> HandleAsync(
        Guid drawId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (await ReadDraw.FindAsync(work, drawId) is not { DrawnAt: not null } draw)
        {
            return Refusal.NotFound("panel drawn in", drawId);
        }
        var people = await OwnPseudonym.ReadPeopleAsync(work, drawId);
        var seats = draw.Panel.Select(seat => new SeatedPerson(
            seat.Seat, seat.Holder, seat.Holder is { } holder ? people.GetValueOrDefault(holder) : null,
            [.. seat.Alternates.Where(people.ContainsKey).Select(one => people[one])])).ToList();
        var shown = seats.SelectMany(seat => seat.AlternateIds)
            .Concat(seats.Select(seat => seat.PersonId).OfType<Guid>()).Distinct();
        await work.RecordLookAsync("panel.read", [.. shown], drawId);
        await work.CommitAsync(cancel);
        return new PanelAnswer(drawId, seats);
    }
}
