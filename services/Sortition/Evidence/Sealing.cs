using System.Security.Cryptography;
using System.Text;
using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Evidence;

/// <summary>
/// Puts commitments in the place of features that would single somebody out: those of kinds with few persons,
/// and of everybody who lives with one of them.
/// </summary>
static class Sealing
{
    /// <summary>The public form of a pool, and what opens it.</summary>
    /// <param name="whole">Under pseudonyms, with everybody's features.</param>
    /// <param name="salt">Private: salts of commitments derive from it.</param>
    internal static (EvidencePool Public, OpenedPerson[] Opened) Seal(EvidencePool whole, string salt)
    {
        var hidden = HiddenIn(whole);
        var opened = hidden.Select(place => whole.Persons[place]).Select(person => new OpenedPerson(
            person.Id, person.Features!, SaltOf(salt, person.Id), person.Household)).ToArray();
        var byId = opened.ToDictionary(person => person.Id);
        return (
            whole with
            {
                Persons = [.. whole.Persons.Select(person => byId.TryGetValue(person.Id, out var own)
                    ? new EvidencePerson(person.Id, Sealed: CanonicalJson.Hash(own)) : person)],
            },
            opened);
    }

    /// <summary>The whole pool again. Whoever is not opened stays sealed.</summary>
    internal static EvidencePool Open(EvidencePool pool, Openings openings)
    {
        var byId = openings.Persons.ToDictionary(person => person.Id);
        return pool with
        {
            Persons = [.. pool.Persons.Select(person =>
                person.Sealed is not null && byId.TryGetValue(person.Id, out var own)
                    ? new EvidencePerson(person.Id, own.Features, own.Household) : person)],
        };
    }

    /// <summary>Sixty-four hexadecimal digits that nobody guesses.</summary>
    internal static string SaltOf(string salt, string purpose) => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(salt), Encoding.UTF8.GetBytes($"opening of {purpose}")));

    static IEnumerable<int> HiddenIn(EvidencePool whole)
    {
        var (kinds, smallest) = (Kinds.Of(whole.ToPool()), whole.SmallestGroup ?? 0);
        return kinds.Settlements
            .Where(alike => alike.Kinds.Any(kind => kinds.All[kind].Persons.Count < smallest))
            .SelectMany(alike => alike.Kinds).SelectMany(kind => kinds.All[kind].Persons).Order();
    }
}
