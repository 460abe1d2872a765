namespace Caisse.Sortition.Pools;

/// <summary>
/// Persons alike: the same features and, where households count, housemates alike. Whoever is alike gets the
/// same probability, so that the lottery is computed over kinds, and their order comes from what they are:
/// neither the order of a file nor an id can change it.
/// </summary>
sealed class Kinds
{
    Kinds(Pool pool, List<Kind> all, List<Settlement> settlements)
    {
        Pool = pool;
        All = all;
        Settlements = settlements;
    }

    internal Pool Pool { get; }

    internal IReadOnlyList<Kind> All { get; }

    internal IReadOnlyList<Settlement> Settlements { get; }

    /// <summary>Households alike: how many there are, and the kinds that live in each.</summary>
    internal sealed record Settlement(int Households, IReadOnlyList<int> Kinds);

    /// <summary>Persons alike, as places in the pool; no panel holds more of them than Most.</summary>
    internal sealed record Kind(IReadOnlyList<string> Features, IReadOnlyList<int> Persons, int Most);

    internal static Kinds Of(Pool pool)
    {
        // Categories in the order of their names: a file may list them in any.
        var categories = Enumerable.Range(0, pool.Categories.Count)
            .OrderBy(at => pool.Categories[at], StringComparer.Ordinal).ToArray();
        var keys = pool.Persons
            .Select(person => Key(categories.Select(category => person.Features[category]))).ToArray();
        var households = Enumerable.Range(0, keys.Length)
            .GroupBy(person => pool.Persons[person].Household is { } key ? "=" + key : $"{person}")
            .Select(group => group.OrderBy(person => keys[person], StringComparer.Ordinal).ToList())
            .GroupBy(household => Key(household.Select(person => keys[person])))
            .OrderBy(alike => alike.Key, StringComparer.Ordinal);
        var kinds = new List<Kind>();
        var settlements = new List<Settlement>();
        foreach (var alike in households)
        {
            var count = alike.Count();
            var within = new List<int>();
            var members = alike.SelectMany(household => household).GroupBy(person => keys[person])
                .OrderBy(group => group.Key, StringComparer.Ordinal);
            foreach (var member in members)
            {
                within.Add(kinds.Count);
                kinds.Add(new Kind(pool.Persons[member.First()].Features, [.. member], count));
            }
            settlements.Add(new Settlement(count, within));
        }
        return new Kinds(pool, kinds, settlements);
    }

    /// <summary>Lengths before texts, so that two lists never share a key.</summary>
    static string Key(IEnumerable<string> parts) =>
        string.Concat(parts.Select(part => $"{part.Length}:{part}"));
}
