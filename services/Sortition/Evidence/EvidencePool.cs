using System.Text.Json;
using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Evidence;

/// <summary>The frozen pool; features are those that quotas speak of, and no others.</summary>
/// <param name="Categories">In the order in which persons list their features.</param>
/// <param name="Quotas">One per feature.</param>
/// <param name="Persons">In the order of their pseudonyms.</param>
/// <param name="SmallestGroup">Who is alike with fewer persons than these, themselves included, is sealed;
/// null where nobody is.</param>
public sealed record EvidencePool(
    string[] Categories, EvidenceQuota[] Quotas, EvidencePerson[] Persons, int? SmallestGroup = null)
{
    /// <summary>Whether somebody's features are not in it.</summary>
    internal bool HasSealed => Persons.Any(person => person.Sealed is not null);

    /// <summary>With everybody's features.</summary>
    internal static EvidencePool Of(Pool pool, int? smallestGroup) => new(
        [.. pool.Categories],
        [.. pool.Quotas.Select(quota =>
            new EvidenceQuota(quota.Category, quota.Feature, quota.Min, quota.Max))],
        [.. pool.Persons.Select(person =>
            new EvidencePerson(person.Id, [.. person.Features], person.Household))],
        smallestGroup);

    /// <summary>The pool of the engine; everybody's features must be in it.</summary>
    internal Pool ToPool() => new(
        Categories, [.. Quotas.Select(quota =>
            new Quota(quota.Category, quota.Feature, quota.Min, quota.Max))],
        [.. Persons.Select(person => new Person(
            person.Id,
            person.Features ?? throw new InvalidOperationException($"{person.Id} is sealed."),
            person.Household))]);

    /// <summary>Throws <see cref="JsonException"/> where a panel has somebody not in the pool.</summary>
    internal static void CheckPlaces(int[][] panels, int persons)
    {
        foreach (var (number, panel) in panels.Index())
            foreach (var (seat, place) in panel.Index())
            {
                if (place < 0 || place >= persons)
                    throw new JsonException($"result.panels[{number}][{seat}] is not in the pool.");
            }
    }

    /// <summary>Throws <see cref="JsonException"/> where something is missing.</summary>
    internal void CheckShape()
    {
        var texts = Categories
            .Concat(Quotas.SelectMany(quota => new[] { quota?.Category, quota?.Feature }))
            .Concat(Persons.SelectMany(person => person?.Features ?? []));
        if (texts.Contains(null) || Persons.Contains(null)) throw new JsonException("A list holds null.");
        foreach (var person in Persons)
        {
            if ((person.Features is null) != (person.Sealed is not null))
                throw new JsonException($"{person.Id} has features and is sealed, or neither.");
            if (person.Features is { } features && features.Length != Categories.Length)
                throw new JsonException($"{person.Id} has more or fewer features than there are categories.");
        }
    }
}

/// <summary>See <see cref="Quota"/>.</summary>
public sealed record EvidenceQuota(string Category, string Feature, int Min, int Max);

/// <summary>A pseudonym, and either what the quotas see of a person or a commitment to it.</summary>
/// <param name="Id">The pseudonym.</param>
/// <param name="Features">One per category.</param>
/// <param name="Household">The first pseudonym of those in the pool who live together.</param>
/// <param name="Sealed">SHA-256 of their <see cref="OpenedPerson"/>.</param>
public sealed record EvidencePerson(
    string Id, string[]? Features = null, string? Household = null, string? Sealed = null);
