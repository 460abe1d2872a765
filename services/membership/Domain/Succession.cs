using Caisse.ServiceDefaults;
using Caisse.Sortition;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Pools;

namespace Caisse.Membership.Domain;

/// <summary>A seat as it was drawn: whose it is, and who is asked next, in this order.</summary>
sealed record DrawnSeat(int Seat, string Pseudonym, IReadOnlyList<string> Alternates);

/// <summary>Somebody refused: the seat they held, if any, and who succeeds, if anyone fits.</summary>
sealed record RecordedRefusal(string Pseudonym, int? Seat, string? Successor, string? Basis);

/// <summary>Who holds the seats of a draw after refusals, and who succeeds whoever refuses next.</summary>
sealed class Succession
{
    internal const string Alternate = "alternate";
    internal const string ConditionalDraw = "conditional_draw";

    readonly Pool pool;
    readonly Dictionary<string, int> places;
    readonly IReadOnlyList<DrawnSeat> seats;
    readonly HashSet<string> refused;
    readonly Dictionary<int, string?> holders;

    internal Succession(Pool pool, IReadOnlyList<DrawnSeat> seats, IEnumerable<RecordedRefusal> refusals)
    {
        (this.pool, this.seats) = (pool, seats);
        places = pool.Persons.Index().ToDictionary(one => one.Item.Id, one => one.Index);
        holders = HoldersOf(seats, refusals);
        refused = [.. refusals.Select(refusal => refusal.Pseudonym)];
    }

    /// <summary>Who holds each seat now; null where nobody was left.</summary>
    internal static Dictionary<int, string?> HoldersOf(
        IEnumerable<DrawnSeat> seats, IEnumerable<RecordedRefusal> refusals)
    {
        var holders = seats.ToDictionary(seat => seat.Seat, seat => (string?)seat.Pseudonym);
        foreach (var refusal in refusals.Where(refusal => refusal.Seat is not null))
        {
            holders[refusal.Seat!.Value] = refusal.Successor;
        }
        return holders;
    }

    /// <summary>
    /// Somebody of the pool refuses. The seat's next published alternate with whom the panel still satisfies
    /// every quota succeeds; when there is none left, one is drawn given those seated, from the same value.
    /// </summary>
    internal (RecordedRefusal? Recorded, Refusal? Problem) Refuse(
        string pseudonym, string value, string bundleHash)
    {
        if (!places.ContainsKey(pseudonym))
        {
            return (null, Refusal.NotFound("candidate", pseudonym));
        }
        if (!refused.Add(pseudonym))
        {
            return (null, Refusal.Conflict("already-refused", $"{pseudonym} has refused already."));
        }
        if (holders.FirstOrDefault(holder => holder.Value == pseudonym) is not { Value: not null } held)
        {
            return (new RecordedRefusal(pseudonym, null, null, null), null);
        }
        var others = holders.Where(holder => holder.Key != held.Key && holder.Value is not null)
            .Select(holder => places[holder.Value!]).Order().ToList();
        var next = seats.Single(seat => seat.Seat == held.Key).Alternates.FirstOrDefault(one =>
            !refused.Contains(one) && !others.Contains(places[one])
            && PanelCheck.FirstFault(pool, seats.Count, [.. others, places[one]]) is null);
        var successor = next ?? Draw(others, value, bundleHash);
        var basis = next is not null ? Alternate : successor is not null ? ConditionalDraw : null;
        return (new RecordedRefusal(pseudonym, held.Key, successor, basis), null);
    }

    /// <summary>
    /// For one seat the fairest lottery gives everyone with whom the panel is complete the same chance: in
    /// the order of their pseudonyms, the value that drew the panel picks one.
    /// </summary>
    string? Draw(List<int> seated, string value, string bundleHash)
    {
        var gone = refused.Select(one => places[one]).Order().ToList();
        var left = Settlement.Replacements(pool, seated, gone, 1, "").Pool;
        var fitting = Enumerable.Range(0, left.Persons.Count)
            .Where(person => PanelCheck.FirstFault(left, 1, [person]) is null)
            .Select(person => left.Persons[person].Id).Order(StringComparer.Ordinal).ToList();
        var purpose = $"replacing {string.Join(',', gone.Select(person => pool.Persons[person].Id))}";
        return fitting.Count == 0
            ? null
            : fitting[PublicNumber.Below(value, bundleHash, fitting.Count, purpose)];
    }
}
