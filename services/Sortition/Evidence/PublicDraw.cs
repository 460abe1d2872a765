using System.Text.Json;
using System.Text.Json.Nodes;
using Caisse.Sortition.Drawing;
using Caisse.Sortition.Pools;
using Caisse.Sortition.Proving;

namespace Caisse.Sortition.Evidence;

/// <summary>A pool under pseudonyms.</summary>
/// <param name="Text">Canonical JSON with everybody's features: private where somebody is sealed in public.
/// </param>
/// <param name="Hash">SHA-256 of the public form.</param>
public sealed record FrozenPool(byte[] Text, string Hash);

/// <summary>What is published of a draw, and what opens the rest.</summary>
/// <param name="Evidence">To be published.</param>
/// <param name="Openings">For auditors, and each candidate's part for themselves; null when nothing is
/// sealed.</param>
public sealed record ComputedEvidence(EvidenceFile Evidence, Openings? Openings);

/// <summary>A draw with its outcome.</summary>
/// <param name="Text">The file to be published.</param>
/// <param name="Outcome">What is in it.</param>
public sealed record SettledEvidence(byte[] Text, EvidenceOutcome Outcome);

/// <summary>The steps of a draw before its number exists, for whoever keeps draws.</summary>
public static class PublicDraw
{
    /// <summary>Numbered 000 to 999, for three dice.</summary>
    internal const int Panels = 1000;

    /// <summary>Whoever is alike with fewer persons, themselves included, is sealed in public.</summary>
    public const int SmallestGroup = 5;

    /// <summary>The pool that everything is computed from; the salt stays private.</summary>
    public static FrozenPool Freeze(Pool pool, string salt, int? smallestGroup = SmallestGroup)
    {
        var whole = EvidencePool.Of(Pseudonyms.Of(pool, salt).Pool, smallestGroup);
        var hash = CanonicalJson.Hash(Sealing.Seal(whole, salt).Public);
        return new FrozenPool(CanonicalJson.Bytes(whole), hash);
    }

    /// <summary>The pool in a frozen text; throws <see cref="JsonException"/> when it is none.</summary>
    public static Pool Read(byte[] frozen) => ReadPool(frozen).ToPool();

    /// <summary>
    /// The evidence without its outcome, the same whenever and wherever it is computed; null when no panel
    /// satisfies the quotas.
    /// </summary>
    /// <param name="frozen">The text of a frozen pool.</param>
    /// <param name="salt">With which it was frozen.</param>
    /// <param name="size">Persons on a panel.</param>
    /// <param name="alternates">For each seat.</param>
    /// <param name="source">Where the value that picks the panel will come from.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    public static ComputedEvidence? Compute(
        byte[] frozen, string salt, int size, int alternates, string source,
        IProgress<DrawProgress>? progress = null, CancellationToken cancellation = default)
    {
        var whole = ReadPool(frozen);
        var seed = CanonicalJson.Hash(Sealing.Seal(whole, salt).Public);
        return Compute(
            whole, salt, new EvidenceOrder(size, EvidenceOrder.Leximin, Panels, seed, alternates, source),
            progress, cancellation)?.Computed;
    }

    internal static (ComputedEvidence Computed, DrawnLottery Lottery)? Compute(
        EvidencePool whole, string salt, EvidenceOrder order, IProgress<DrawProgress>? progress,
        CancellationToken cancellation)
    {
        var asked = new DrawOrder(
            whole.ToPool(), order.Size, order.Seed,
            ObjectiveOf(order), order.Lottery);
        if (PanelDraw.Compute(asked, progress, cancellation) is not { } lottery) return null;
        var result = ResultProofs.Of(whole, order.Size, lottery, cancellation);
        return (Publish(whole, salt, order, result), lottery);
    }

    /// <summary>The outcome is added to evidence of this format or of the one before.</summary>
    /// <param name="committed">As it was published.</param>
    /// <param name="frozen">The text of its frozen pool.</param>
    /// <param name="source">Of the value, as it was announced.</param>
    /// <param name="value">From there.</param>
    public static SettledEvidence Settle(byte[] committed, byte[] frozen, string source, string value)
    {
        var node = CanonicalJson.Parse(committed);
        if (EarlierEvidence.IsOne(node))
            return EarlierEvidence.Read(node).Settle(source, value);
        var settled = Settlement.Settle(EvidenceFile.Read(node), Read(frozen), value);
        return new SettledEvidence(settled.ToBytes(), settled.Outcome!);
    }

    /// <summary>The probabilities of evidence of this format or of the one before, in the pool's order.
    /// </summary>
    public static IReadOnlyList<string> Probabilities(byte[] evidence)
    {
        var node = CanonicalJson.Parse(evidence);
        return EarlierEvidence.IsOne(node)
            ? EarlierEvidence.Read(node).Result.Probabilities : EvidenceFile.Read(node).Result.Probabilities;
    }

    static Objective ObjectiveOf(EvidenceOrder order) => order.Objective switch
    {
        EvidenceOrder.Maximin => Objective.Maximin,
        EvidenceOrder.Nash => Objective.Nash,
        EvidenceOrder.Goldilocks => Objective.Goldilocks,
        _ => Objective.Leximin,
    };

    static EvidencePool ReadPool(byte[] frozen)
    {
        var pool = CanonicalJson.Read<EvidencePool>(frozen);
        pool.CheckShape();
        return pool;
    }

    static ComputedEvidence Publish(
        EvidencePool whole, string salt, EvidenceOrder order, EvidenceResult result)
    {
        var (pool, opened) = Sealing.Seal(whole, salt);
        if (opened.Length == 0) return new ComputedEvidence(EvidenceFile.Of(whole, order, result), null);
        var proof = new OpenedProof(Sealing.SaltOf(salt, "proof"), result.Proof!);
        return new ComputedEvidence(
            EvidenceFile.Of(pool, order, result with { Proof = null, Sealed = CanonicalJson.Hash(proof) }),
            new Openings(Openings.CurrentFormat, opened, proof));
    }
}
