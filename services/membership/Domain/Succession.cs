using Caisse.ServiceDefaults;
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
    readonly IReadOnlyList<DrawnSeat> seats;
    readonly HashSet<string> refused;
    readonly Dictionary<int, string?> holders;
    readonly Dictionary<int, string?> lastHolders;

    internal Succession(Pool pool, IReadOnlyList<DrawnSeat> seats, IEnumerable<RecordedRefusal> refusals)
    {
        (this.pool, this.seats) = (pool, seats);
        holders = HoldersOf(seats, refusals);
        lastHolders = HoldersOf(seats, refusals.Where(refusal => refusal.Successor is not null));
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
    /// Somebody of the pool refuses, and then in their turn each successor who is not there any more: what
    /// is to be recorded, one refusal after the other.
    /// </summary>
    internal static (IReadOnlyList<RecordedRefusal> Recorded, Refusal? Problem) Refuse(
        Pool pool, IReadOnlyList<DrawnSeat> seats, IReadOnlyList<RecordedRefusal> before, string pseudonym,
        string value, string bundleHash, Predicate<string> isAway)
    {
        var recorded = new List<RecordedRefusal>();
        for (string? refusing = pseudonym; refusing is not null;)
        {
            var (next, problem) = new Succession(pool, seats, [.. before, .. recorded])
                .Refuse(refusing, value, bundleHash);
            if (next is null)
            {
                return ([], problem);
            }
            recorded.Add(next);
            refusing = next.Successor is { } successor && isAway(successor) ? successor : null;
        }
        return (recorded, null);
    }

    /// <summary>
    /// Somebody of the pool refuses. Who succeeds to a seat follows from the evidence and the refusals so
    /// far, as
    /// the command line recomputes it.
    /// </summary>
    internal (RecordedRefusal? Recorded, Refusal? Problem) Refuse(
        string pseudonym, string value, string bundleHash)
    {
        if (pool.Persons.All(person => person.Id != pseudonym))
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
        var others = lastHolders.Where(holder => holder.Key != held.Key)
            .Select(holder => holder.Value!).ToList();
        var alternates = seats.Single(seat => seat.Seat == held.Key).Alternates;
        var successor = Replacement.Next(pool, alternates, others, refused, value, bundleHash);
        var basis = successor is null ? null : successor.IsAlternate ? Alternate : ConditionalDraw;
        return (new RecordedRefusal(pseudonym, held.Key, successor?.Id, basis), null);
    }
}
