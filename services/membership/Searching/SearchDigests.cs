using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Searching;

/// <summary>
/// Keyed digests of folded words, persons and addresses: equal ones are found without being readable. There
/// are few names, so it is the key, which is not where the digests are, that keeps anyone from trying them.
/// </summary>
sealed class SearchDigests(IConfiguration configuration)
{
    const int MostWordsSought = 8;

    readonly byte[] key = MembershipSettings.SearchKey.Of(configuration);

    internal long OfWord(string caisse, string word) => Of(caisse, "word", Folding.Shorten(word));

    internal long OfPerson(string caisse, Person person) =>
        Of(caisse, "person", Folding.Person(person.FirstName, person.LastName, person.BirthDate));

    internal long OfAddress(string caisse, Address address) =>
        Of(caisse, "address", Folding.Address(address.Street, address.PostalCode));

    /// <summary>Of what the maker of a file calls a household: the very same, not the like.</summary>
    internal long OfReference(string caisse, string reference) => Of(caisse, "reference", reference);

    /// <summary>What a searched text must be found by; null when nothing is searched for.</summary>
    internal long[]? OfQuery(string caisse, string? text) => text is null
        ? null
        : [.. Folding.Words(text).Select(word => OfWord(caisse, word)).Distinct()];

    /// <summary>Adds what is wrong with a text to search for.</summary>
    internal static Check CheckQueryInto(Check check, string text) => check.Text(text, "q")
        .That(
            Folding.Words(text).Count is >= 1 and <= MostWordsSought, "q",
            $"must have 1 to {MostWordsSought} words.");

    /// <summary>The caisse is part of it, so that digests of two caisses have nothing in common.</summary>
    long Of(string caisse, string kind, string folded) => BinaryPrimitives.ReadInt64BigEndian(
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{caisse}\n{kind}\n{folded}")));
}
