using System.Globalization;
using System.Text.Json;
using Caisse.Sortition.Evidence;

namespace Caisse.Sortition.Verifying;

/// <summary>
/// Who is alike: the same features and, where they live with others of the pool, housemates alike. Made from
/// a pool alone, without anything of the draw.
/// </summary>
sealed class KindTable
{
    readonly Dictionary<int, int> _kindAt = [];

    internal KindTable(EvidencePool pool, int size)
    {
        string[] own = [.. pool.Persons.Select(person => Key(person.Features!))];
        var homes = pool.Persons.Index().GroupBy(one => one.Item.Household ?? $"alone {one.Index}")
            .Select(home => home.Select(one => one.Index).ToList())
            .GroupBy(home => Key(home.Select(place => own[place]).Order(StringComparer.Ordinal)))
            .Select(alike => alike.ToList());
        var kinds = homes.SelectMany(alike => alike.SelectMany(home => home)
            .GroupBy(place => own[place]).Select(kind => new Kind(
                kind.Min(), [.. kind.Order()], Math.Min(alike.Count, size),
                alike.SelectMany(one => one).Min(), alike.Count))).OrderBy(kind => kind.First);
        All = [.. kinds];
        KindOf = new int[pool.Persons.Length];
        foreach (var (at, kind) in All.Index())
        {
            _kindAt[kind.First] = at;
            foreach (var place in kind.Persons) KindOf[place] = at;
        }
        Homes = [.. Enumerable.Range(0, All.Count).GroupBy(at => All[at].Home)
            .Select(home => new Home(All[home.First()].Homes, [.. home]))];
        QuotasOf = [.. All.Select(kind => pool.Categories.Select((category, column) => Array.FindIndex(
            pool.Quotas, quota => quota.Category == category
                && quota.Feature == pool.Persons[kind.First].Features![column])).ToArray())];
    }

    /// <summary>Persons alike.</summary>
    /// <param name="First">The place of the first of them, by which a file names the kind.</param>
    /// <param name="Persons">Their places.</param>
    /// <param name="Most">No panel holds more of them.</param>
    /// <param name="Home">The first person in homes like theirs.</param>
    /// <param name="Homes">How many such homes there are.</param>
    internal sealed record Kind(int First, int[] Persons, int Most, int Home, int Homes);

    /// <summary>Homes alike, of each of which a panel holds one person at most.</summary>
    internal sealed record Home(int Count, int[] Kinds);

    internal IReadOnlyList<Kind> All { get; }

    internal IReadOnlyList<Home> Homes { get; }

    /// <summary>The kind of each person.</summary>
    internal int[] KindOf { get; }

    /// <summary>The quotas that see a kind, one per category.</summary>
    internal int[][] QuotasOf { get; }

    /// <summary>The kind that a file names so.</summary>
    internal int At(int first) => _kindAt.TryGetValue(first, out var kind)
        ? kind : throw new JsonException($"{first} is not the first person of a kind.");

    internal int At(string first) =>
        int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            && place.ToString(CultureInfo.InvariantCulture) == first
            ? At(place) : throw new JsonException($"'{first}' is not a place in the pool.");

    /// <summary>Lengths before texts, so that two lists never share a key.</summary>
    static string Key(IEnumerable<string> parts) =>
        string.Concat(parts.Select(part => $"{part.Length}:{part}"));
}
