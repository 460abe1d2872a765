using System.Security.Cryptography;
using System.Text;

namespace Caisse.Sortition.Pools;

/// <summary>
/// A pool to publish: ids become salted hashes, everything is in an order of its own, and nothing but what
/// the quotas speak of is left. Each person can be given their own pseudonym privately.
/// </summary>
public static class Pseudonyms
{
    /// <summary>Eighty bits: no two persons of a pool share one by chance.</summary>
    const int Letters = 20;

    /// <summary>The pool under pseudonyms, and whose each is (places in the pool that was given).</summary>
    /// <param name="pool">With ids that stay private.</param>
    /// <param name="salt">Kept private: who knows it can tell pseudonyms from ids.</param>
    public static (Pool Pool, IReadOnlyList<int> Places) Of(Pool pool, string salt)
    {
        var pseudonyms = pool.Persons.Select(person => Pseudonym(salt, person.Id)).ToArray();
        var households = pool.Persons.Index().Where(one => one.Item.Household is not null)
            .GroupBy(one => one.Item.Household!).Where(household => household.Count() > 1)
            .ToDictionary(
                household => household.Key,
                household => household.Select(one => pseudonyms[one.Index]).Min(StringComparer.Ordinal)!);
        var categories = Enumerable.Range(0, pool.Categories.Count)
            .OrderBy(at => pool.Categories[at], StringComparer.Ordinal).ToArray();
        int[] places = [.. Enumerable.Range(0, pseudonyms.Length)
            .OrderBy(at => pseudonyms[at], StringComparer.Ordinal)];
        var published = new Pool(
            [.. categories.Select(at => pool.Categories[at])],
            [.. pool.Quotas.OrderBy(quota => quota.Category, StringComparer.Ordinal)
                .ThenBy(quota => quota.Feature, StringComparer.Ordinal)],
            [.. places.Select(place => new Person(
                pseudonyms[place], [.. categories.Select(at => pool.Persons[place].Features[at])],
                pool.Persons[place].Household is { } key ? households.GetValueOrDefault(key) : null))]);
        return (published, places);
    }

    /// <summary>What a person is called in what is published.</summary>
    public static string Pseudonym(string salt, string id) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}\n{id}")))[..Letters];
}
