using Caisse.Portal.Calling;

namespace Caisse.Portal.Committee;

/// <summary>Who sits in a caisse's bodies now, and the caller's own seat where they have one.</summary>
/// <param name="Mine">The one of the citizens' committee, if the caller sits there.</param>
sealed record Held(IReadOnlyList<(Body Body, IReadOnlyList<Mandate> Seats)> Bodies, Mandate? Mine);

static class Mandates
{
    internal static async Task<Reply<Held>> ReadAsync(OwnCaisse own, DateOnly today, CancellationToken cancel)
    {
        var (me, bodies) = (own.MeAsync(cancel), await own.ListAsync<Body>("bodies", cancel));
        if (bodies.Value is not { } all)
        {
            return bodies.Select<Held>(_ => null!);
        }
        var seated = new List<(Body, IReadOnlyList<Mandate>)>();
        foreach (var body in all)
        {
            var mandates = await own.ListAsync<Mandate>($"bodies/{body.Id}/mandates", cancel);
            seated.Add((body, [.. (mandates.Value ?? []).Where(one => IsHeld(one, today))]));
        }
        var member = (await me).Value?.MemberIdIn(own.Caisse);
        var mine = seated.SelectMany(one => one.Item2)
            .FirstOrDefault(one => member is not null && one.MemberId == member);
        return Reply<Held>.Of(new Held(seated, mine));
    }

    static bool IsHeld(Mandate one, DateOnly today) =>
        one.From <= today && one.Until >= today && (one.EndedOn is null || one.EndedOn > today);
}
