using Caisse.Sortition.Evidence;
using static Caisse.Sortition.Verifying.DifferenceException;

namespace Caisse.Sortition.Verifying;

/// <summary>Nobody draws from a pool in which something is there twice, or has no quota.</summary>
static class PoolCheck
{
    internal static void Check(EvidencePool pool)
    {
        CheckOnce(pool.Categories, "pool.categories");
        CheckOnce([.. pool.Persons.Select(person => person.Id)], "pool.persons");
        CheckOnce([.. pool.Quotas.Select(quota => (quota.Category, quota.Feature))], "pool.quotas");
        foreach (var (at, quota) in pool.Quotas.Index())
        {
            Unless(
                pool.Categories.Contains(quota.Category), $"pool.quotas[{at}].category",
                $"there is no category {quota.Category}");
            Unless(
                quota.Min >= 0 && quota.Min <= quota.Max, $"pool.quotas[{at}]",
                $"{quota.Min} to {quota.Max} is no quota");
        }
        for (var at = 1; at < pool.Persons.Length; at++)
            Unless(
                string.CompareOrdinal(pool.Persons[at - 1].Id, pool.Persons[at].Id) < 0,
                $"pool.persons[{at}]", "it is not in the order of pseudonyms");
    }

    /// <summary>Each known feature has a quota, each household its name.</summary>
    internal static void CheckFeatures(EvidencePool pool)
    {
        var known = pool.Quotas.Select(quota => (quota.Category, quota.Feature)).ToHashSet();
        foreach (var (at, person) in pool.Persons.Index().Where(one => one.Item.Features is not null))
        {
            for (var column = 0; column < pool.Categories.Length; column++)
            {
                var feature = (pool.Categories[column], person.Features![column]);
                Unless(
                    known.Contains(feature), $"pool.persons[{at}].features[{column}]",
                    $"there is no quota for {feature}");
            }
            if (person.Household is { } household)
                CheckHousehold(pool, at, household);
        }
    }

    static void CheckHousehold(EvidencePool pool, int at, string household)
    {
        var members = pool.Persons.Where(person => person.Household == household).ToList();
        // Where others are sealed, they may be the ones who live there.
        Unless(
            pool.HasSealed || (members.Count > 1 && members[0].Id == household),
            $"pool.persons[{at}].household",
            $"{household} is not the first pseudonym of two or more who live together");
    }

    /// <summary>Whether exactly those are sealed whom the rule seals.</summary>
    internal static void CheckSealing(EvidencePool published, EvidencePool opened)
    {
        var kinds = new KindTable(opened, opened.Persons.Length);
        foreach (var home in kinds.Homes)
        {
            var isSmall = home.Kinds.Any(kind =>
                kinds.All[kind].Persons.Length < (published.SmallestGroup ?? 0));
            foreach (var place in home.Kinds.SelectMany(kind => kinds.All[kind].Persons))
            {
                var isSealed = published.Persons[place].Sealed is not null;
                Unless(
                    isSealed == isSmall, $"pool.persons[{place}]",
                    isSmall ? "they should be sealed" : "they need not be sealed");
            }
        }
    }

    static void CheckOnce<T>(IReadOnlyList<T> names, string path)
        where T : notnull
    {
        var seen = new HashSet<T>();
        foreach (var (at, name) in names.Index())
            Unless(seen.Add(name), $"{path}[{at}]", $"{name} is there twice");
    }
}
