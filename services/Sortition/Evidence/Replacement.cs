using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Evidence;

/// <summary>Who takes the seat of somebody who refused.</summary>
/// <param name="Id">Their pseudonym.</param>
/// <param name="IsAlternate">From the seat's published list; otherwise drawn when that was used up.</param>
public sealed record Successor(string Id, bool IsAlternate);

/// <summary>Somebody refused.</summary>
/// <param name="Refused">Their pseudonym.</param>
/// <param name="HadSeat">Whoever had none leaves no seat to fill, and is not asked again.</param>
/// <param name="Successor">Null when they had no seat, or when nobody left fits theirs.</param>
public sealed record Replacement(string Refused, bool HadSeat, Successor? Successor)
{
    /// <summary>
    /// The replacements that follow from settled evidence when these refuse, one after the other: the order
    /// matters, since each is replaced given those seated then.
    /// </summary>
    /// <param name="pool">With everybody's features.</param>
    /// <param name="outcome">Of the draw.</param>
    /// <param name="bundleHash">As published before.</param>
    /// <param name="refusals">Pseudonyms.</param>
    public static IEnumerable<Replacement> InOrder(
        Pool pool, EvidenceOutcome outcome, string bundleHash, IReadOnlyList<string> refusals)
    {
        var (seats, holders) = (outcome.Panel, (string[])outcome.Panel.Clone());
        var refused = new HashSet<string>();
        foreach (var one in refusals)
        {
            var isFirst = refused.Add(one);
            var seat = isFirst ? Array.IndexOf(holders, one) : -1;
            var successor = seat < 0 ? null : Next(
                pool, outcome.Alternates[seats[seat]], [.. holders.Where(holder => holder != one)], refused,
                outcome.Value, bundleHash);
            if (successor is not null) holders[seat] = successor.Id;
            yield return new Replacement(one, seat >= 0, successor);
        }
    }

    /// <summary>
    /// Who succeeds to a seat: its next published alternate with whom the panel satisfies every quota; when
    /// there is none left, one is drawn among all who fit, each as likely as the next, which for one seat is
    /// the fairest lottery there is. Null when nobody fits.
    /// </summary>
    /// <param name="pool">As it was frozen.</param>
    /// <param name="alternates">Of this seat, in the order in which they are asked.</param>
    /// <param name="others">Who holds each of the other seats; where nobody succeeded, who held it last, so
    /// that one seat that stays empty does not empty others.</param>
    /// <param name="refused">Everyone who has refused so far, whoever leaves this seat included.</param>
    /// <param name="value">The value from outside that drew the panel.</param>
    /// <param name="bundleHash">As published before.</param>
    public static Successor? Next(
        Pool pool, IEnumerable<string> alternates, IReadOnlyCollection<string> others,
        IReadOnlySet<string> refused, string value, string bundleHash)
    {
        var places = pool.Persons.Index().ToDictionary(one => one.Item.Id, one => one.Index);
        var gone = refused.Select(id => places[id]).Order().ToList();
        var seated = others.Select(id => places[id]).ToList();
        var fitting = Settlement.Fitting(Settlement.Replacements(pool, seated, gone, 1, "").Pool)
            .Order(StringComparer.Ordinal).ToList();
        if (fitting.Count == 0) return null;
        if (alternates.FirstOrDefault(fitting.Contains) is { } alternate)
            return new Successor(alternate, IsAlternate: true);
        var purpose = $"replacing {string.Join(',', gone.Select(place => pool.Persons[place].Id))}";
        return new Successor(
            fitting[PublicNumber.Below(value, bundleHash, fitting.Count, purpose)], IsAlternate: false);
    }
}
