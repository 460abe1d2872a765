using System.Text.Json;
using System.Text.Json.Nodes;
using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Evidence;

/// <summary>
/// Everything about a draw that is published; FORMAT.md says what each field means. Persons are pseudonyms,
/// or places among them from 0.
/// </summary>
/// <param name="Format">Always <see cref="EvidenceFile.CurrentFormat"/>.</param>
/// <param name="Pool">As it was frozen.</param>
/// <param name="PoolHash">SHA-256 of the canonical JSON of the pool, published first.</param>
/// <param name="Order">What was to be drawn, and where the number was to come from.</param>
/// <param name="Result">The probabilities, their proofs, and the numbered panels.</param>
/// <param name="BundleHash">SHA-256 of format, pool hash, order and result, published before the number
/// exists.</param>
/// <param name="Finder">Finds which field was changed.</param>
/// <param name="EvidenceHash">SHA-256 of everything else.</param>
/// <param name="Outcome">The number and its panel, once it exists.</param>
public sealed record EvidenceFile(
    string Format, EvidencePool Pool, string PoolHash, EvidenceOrder Order, EvidenceResult Result,
    string BundleHash, Finder Finder, string EvidenceHash, EvidenceOutcome? Outcome = null)
{
    /// <summary>Changes when a file is to be read in another way.</summary>
    public const string CurrentFormat = "caisse-sortition-3";

    internal const string SealName = "evidenceHash";

    static readonly Finder NoFinder = new([], []);

    /// <summary>Reads a file; throws <see cref="JsonException"/> when it is none of this format.</summary>
    public static EvidenceFile Read(byte[] text) => Read(CanonicalJson.Parse(text));

    internal static EvidenceFile Read(JsonNode node)
    {
        var file = CanonicalJson.Read<EvidenceFile>(node);
        if (file.Format != CurrentFormat) throw new JsonException($"Its format is '{file.Format}'.");
        file.Pool.CheckShape();
        if (file.Result.Panels.Length == 0 || file.Result.Panels.Contains(null))
            throw new JsonException("There is no panel, or one is null.");
        EvidencePool.CheckPlaces(file.Result.Panels, file.Pool.Persons.Length);
        return file;
    }

    /// <summary>The pool with everybody's features. Throws <see cref="InvalidOperationException"/> where the
    /// openings leave somebody sealed.</summary>
    public Pool OpenPool(Openings? openings) => Sealing.Open(Pool, openings ?? Openings.None).ToPool();

    /// <summary>The one form of this file.</summary>
    public byte[] ToBytes() => CanonicalJson.Bytes(this);

    internal static EvidenceFile Of(EvidencePool pool, EvidenceOrder order, EvidenceResult result)
    {
        var poolHash = CanonicalJson.Hash(pool);
        var bundle = BundleHashOf(poolHash, order, result);
        return new EvidenceFile(CurrentFormat, pool, poolHash, order, result, bundle, NoFinder, "").Sealed();
    }

    internal static string BundleHashOf(string poolHash, EvidenceOrder order, EvidenceResult result) =>
        CanonicalJson.Hash(new Bundle(CurrentFormat, poolHash, order, result));

    internal EvidenceFile Sealed()
    {
        var found = this with { Finder = Finder.Of(CanonicalJson.Node(this).AsObject()) };
        return found with { EvidenceHash = HashOf(CanonicalJson.Node(found).AsObject()) };
    }

    /// <summary>Of everything but that hash itself.</summary>
    internal static string HashOf(JsonObject file)
    {
        var others = file.DeepClone().AsObject();
        others.Remove(SealName);
        return CanonicalJson.Hash((JsonNode)others);
    }

    sealed record Bundle(string Format, string PoolHash, EvidenceOrder Order, EvidenceResult Result);
}

/// <summary>What was asked.</summary>
/// <param name="Size">Persons on a panel.</param>
/// <param name="Objective">What is made as fair as possible: see
/// <see cref="Objectives"/>.</param>
/// <param name="Lottery">How many numbered panels.</param>
/// <param name="Seed">Decided everything that fairness leaves open.</param>
/// <param name="Alternates">For each seat.</param>
/// <param name="Source">Where the value that picks the panel was to come from, said before it existed.
/// </param>
public sealed record EvidenceOrder(
    int Size, string Objective, int Lottery, string Seed, int Alternates, string Source)
{
    /// <summary>The smallest probability, then the second smallest, and so on.</summary>
    public const string Leximin = "leximin";

    /// <summary>The smallest probability alone.</summary>
    public const string Maximin = "maximin";

    /// <summary>The geometric mean of all probabilities.</summary>
    public const string Nash = "nash";

    /// <summary>How far the largest and the smallest probability are from the mean.</summary>
    public const string Goldilocks = "goldilocks";

    /// <summary>All that are known.</summary>
    public static readonly IReadOnlyList<string> Objectives = [Leximin, Maximin, Nash, Goldilocks];
}

/// <summary>What was computed from pool and order.</summary>
/// <param name="Probabilities">Of each person in the pool; numbers are texts with every digit.</param>
/// <param name="Levels">What is proven of them.</param>
/// <param name="Panels">The numbered panels, persons by their places.</param>
/// <param name="Proof">Why nothing is fairer; absent where it is sealed.</param>
/// <param name="Sealed">SHA-256 of the proof with a salt, where somebody in the pool is sealed: who reads
/// the proof learns who is alike.</param>
public sealed record EvidenceResult(
    string[] Probabilities, EvidenceLevel[] Levels, int[][] Panels, ResultProof? Proof = null,
    string? Sealed = null);

/// <summary>A level: among those whom no earlier level speaks of, how little the least has.</summary>
/// <param name="Probability">The smallest probability among them.</param>
/// <param name="Bound">No lottery gives all of them more, as the proof shows by arithmetic.</param>
/// <param name="Claimed">A smaller bound, by the word of the program that drew: not proven by arithmetic.
/// </param>
public sealed record EvidenceLevel(string Probability, string Bound, string? Claimed = null);

/// <summary>
/// The number from outside, the panel that has it, and who is asked when somebody on it refuses.
/// </summary>
public sealed record EvidenceOutcome(
    string Value, int Number, string[] Panel, Dictionary<string, string[]> Alternates);
