using System.Globalization;
using System.Text.Json;
using Caisse.Sortition.Drawing;
using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Evidence;

/// <summary>
/// Everything that anyone needs to recompute a draw. Persons are pseudonyms, or places among them.
/// </summary>
/// <param name="Format">Always <see cref="EvidenceFile.CurrentFormat"/>.</param>
/// <param name="Pool">As it was frozen.</param>
/// <param name="PoolHash">SHA-256 of the canonical JSON of the pool, published first.</param>
/// <param name="Order">What was to be drawn.</param>
/// <param name="Result">The probabilities, their proofs, and the numbered panels.</param>
/// <param name="BundleHash">SHA-256 of pool hash, order and result, published before the number
/// exists.</param>
/// <param name="EvidenceHash">SHA-256 of everything else.</param>
/// <param name="Outcome">The number and its panel, once it exists.</param>
public sealed record EvidenceFile(
    string Format, EvidencePool Pool, string PoolHash, EvidenceOrder Order, EvidenceResult Result,
    string BundleHash, string EvidenceHash, EvidenceOutcome? Outcome = null)
{
    /// <summary>Changes when a file is to be read, or its lottery computed, in another way.</summary>
    public const string CurrentFormat = "caisse-sortition-2";

    /// <summary>Reads a file; throws <see cref="JsonException"/> when it is none.</summary>
    public static EvidenceFile Read(byte[] text)
    {
        var file = CanonicalJson.Read<EvidenceFile>(text);
        var pool = file.Pool;
        var texts = pool.Categories
            .Concat(pool.Quotas.SelectMany(quota => new[] { quota?.Category, quota?.Feature }))
            .Concat(pool.Persons.SelectMany(person => person?.Features ?? [null!]));
        if (texts.Contains(null) || file.Result.Panels.Contains(null))
            throw new JsonException("A list holds null.");
        if (pool.Persons.Any(person => person.Features.Length != pool.Categories.Length))
            throw new JsonException("Somebody has more or fewer features than there are categories.");
        if (file.Result.Panels.Length == 0) throw new JsonException("There is no panel.");
        if (file.Result.Panels.Any(panel => panel.Any(at => at < 0 || at >= pool.Persons.Length)))
            throw new JsonException("A panel has somebody not in the pool.");
        return file;
    }

    /// <summary>The one form of this file.</summary>
    public byte[] ToBytes() => CanonicalJson.Bytes(this);

    /// <summary>The order as it was computed.</summary>
    internal DrawOrder ToOrder() => new(
        Pool.ToPool(), Order.Size, Order.Seed,
        Order.Objective == EvidenceOrder.Maximin ? Objective.Maximin : Objective.Leximin, Order.Lottery);

    internal static EvidenceFile Of(EvidencePool pool, EvidenceOrder order, EvidenceResult result)
    {
        var poolHash = CanonicalJson.Hash(pool);
        var bundle = CanonicalJson.Hash(new Bundle(CurrentFormat, poolHash, order, result));
        return new EvidenceFile(CurrentFormat, pool, poolHash, order, result, bundle, "").Sealed();
    }

    internal EvidenceFile Sealed() => this with
    {
        EvidenceHash = CanonicalJson.Hash(this with { EvidenceHash = "" }),
    };

    sealed record Bundle(string Format, string PoolHash, EvidenceOrder Order, EvidenceResult Result);
}

/// <summary>The frozen pool; features are those that quotas speak of, and no others.</summary>
public sealed record EvidencePool(string[] Categories, EvidenceQuota[] Quotas, EvidencePerson[] Persons)
{
    internal static EvidencePool Of(Pool pool) => new(
        [.. pool.Categories],
        [.. pool.Quotas.Select(quota =>
            new EvidenceQuota(quota.Category, quota.Feature, quota.Min, quota.Max))],
        [.. pool.Persons.Select(person =>
            new EvidencePerson(person.Id, [.. person.Features], person.Household))]);

    internal Pool ToPool() => new(
        Categories, [.. Quotas.Select(quota =>
            new Quota(quota.Category, quota.Feature, quota.Min, quota.Max))],
        [.. Persons.Select(person => new Person(person.Id, person.Features, person.Household))]);
}

/// <summary>See <see cref="Quota"/>.</summary>
public sealed record EvidenceQuota(string Category, string Feature, int Min, int Max);

/// <summary>A pseudonym; the household is the first pseudonym in it.</summary>
public sealed record EvidencePerson(string Id, string[] Features, string? Household = null);

/// <summary>See <see cref="DrawOrder"/>; alternates are per seat.</summary>
public sealed record EvidenceOrder(int Size, string Objective, int Lottery, string Seed, int Alternates)
{
    internal const string Leximin = "leximin";
    internal const string Maximin = "maximin";
}

/// <summary>See <see cref="DrawnLottery"/>; numbers are texts with every digit.</summary>
public sealed record EvidenceResult(
    string[] Probabilities, int[] InNoPanel, EvidenceLevel[] Levels, int[][] Panels)
{
    internal static EvidenceResult Of(DrawnLottery lottery) => new(
        [.. lottery.Probabilities.Select(Digits)], [.. lottery.InNoPanel],
        [.. lottery.Levels.Select(level => new EvidenceLevel(
            Digits(level.Probability), Digits(level.Bound), Digits(level.Heaviest), [.. level.Fixed],
            level.Weights.Index().Where(weight => weight.Item != 0).ToDictionary(
                weight => weight.Index.ToString(CultureInfo.InvariantCulture),
                weight => Digits(weight.Item))))],
        [.. lottery.Panels.Select(panel => panel.ToArray())]);

    internal static string Digits(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>See <see cref="LevelCertificate"/>; weights that are not zero, by the person's place.</summary>
public sealed record EvidenceLevel(
    string Probability, string Bound, string Heaviest, int[] Fixed, Dictionary<string, string> Weights);

/// <summary>
/// The number from outside, the panel that has it, and who is asked when somebody on it refuses.
/// </summary>
public sealed record EvidenceOutcome(
    string Source, string Value, int Number, string[] Panel, Dictionary<string, string[]> Alternates);
