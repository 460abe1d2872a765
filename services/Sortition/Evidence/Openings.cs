using System.Text.Json;

namespace Caisse.Sortition.Evidence;

/// <summary>What a person's commitment commits to; its hash is in the public file.</summary>
/// <param name="Id">Their pseudonym.</param>
/// <param name="Features">One per category.</param>
/// <param name="Salt">Known to whoever may open it.</param>
/// <param name="Household">The first pseudonym of those in the pool who live together.</param>
public sealed record OpenedPerson(string Id, string[] Features, string Salt, string? Household = null);

/// <summary>What the commitment to a proof commits to.</summary>
public sealed record OpenedProof(string Salt, ResultProof Proof);

/// <summary>
/// What opens commitments of a public file: of one person, for themselves, or of all and of the proof, for
/// auditors.
/// </summary>
/// <param name="Format">Always <see cref="CurrentFormat"/>.</param>
/// <param name="Persons">Whose features it opens.</param>
/// <param name="Proof">If it opens that.</param>
public sealed record Openings(string Format, OpenedPerson[] Persons, OpenedProof? Proof = null)
{
    /// <summary>Changes with the format of the evidence.</summary>
    public const string CurrentFormat = "caisse-sortition-3-openings";

    /// <summary>Opens nothing.</summary>
    public static Openings None { get; } = new(CurrentFormat, []);

    /// <summary>Reads a file; throws <see cref="JsonException"/> when it is none.</summary>
    public static Openings Read(byte[] text)
    {
        var openings = CanonicalJson.Read<Openings>(text);
        if (openings.Format != CurrentFormat) throw new JsonException($"Its format is '{openings.Format}'.");
        if (openings.Persons.Any(person => person is null || person.Features.Contains(null!)))
            throw new JsonException("A list holds null.");
        return openings;
    }

    /// <summary>The one form of this file.</summary>
    public byte[] ToBytes() => CanonicalJson.Bytes(this);

    /// <summary>The part that a person gets of it; null when they are not sealed.</summary>
    public Openings? Of(string pseudonym) =>
        Persons.FirstOrDefault(person => person.Id == pseudonym) is { } own
            ? new Openings(CurrentFormat, [own]) : null;
}
