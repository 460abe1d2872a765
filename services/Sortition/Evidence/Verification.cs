using System.Text.Json;
using Caisse.Sortition.Drawing;

namespace Caisse.Sortition.Evidence;

/// <summary>Recomputes a draw from its evidence.</summary>
public static class Verification
{
    /// <summary>
    /// The first thing in the file that does not follow from the pool, the order and the value from outside;
    /// null when everything does. Throws <see cref="JsonException"/> when it is no evidence file.
    /// </summary>
    public static string? FirstDifference(
        byte[] text, IProgress<DrawProgress>? progress = null, CancellationToken cancellation = default)
    {
        var file = EvidenceFile.Read(text);
        if (file.Format != EvidenceFile.CurrentFormat)
            return $"format: {file.Format} is another release's, not {EvidenceFile.CurrentFormat}";
        var canonical = file.ToBytes();
        var same = text.AsSpan().CommonPrefixLength(canonical);
        if (same < text.Length || same < canonical.Length)
            return $"the file is not in canonical form from byte {same} on";
        var resealed = file.Sealed().EvidenceHash;
        if (file.EvidenceHash != resealed) return Difference("evidenceHash", file.EvidenceHash, resealed);
        return OfPool(file.Pool) ?? OfResult(file, progress, cancellation) ?? OfOutcome(file);
    }

    /// <summary>Nobody draws from a pool in which something is there twice, or has no quota.</summary>
    static string? OfPool(EvidencePool pool)
    {
        var quotas = pool.Quotas.Select(quota => (quota.Category, quota.Feature)).ToList();
        var names = pool.Categories.Select(category => $"category {category}")
            .Concat(pool.Persons.Select(person => person.Id)).Concat(quotas.Select(quota => $"{quota}"));
        if (names.CountBy(name => name).FirstOrDefault(name => name.Value > 1) is { Key: { } twice })
            return $"pool: {twice} is there twice";
        var known = quotas.ToHashSet();
        var features = pool.Persons.SelectMany(person => pool.Categories.Zip(person.Features));
        foreach (var feature in features)
            if (!known.Contains(feature)) return $"pool: there is no quota for {feature}";
        return quotas.Where(quota => !pool.Categories.Contains(quota.Category))
            .Select(quota => $"pool: there is no category for {quota}").FirstOrDefault();
    }

    static string? OfResult(
        EvidenceFile file, IProgress<DrawProgress>? progress, CancellationToken cancellation)
    {
        var order = file.ToOrder();
        if (order.Errors().FirstOrDefault() is { } error) return $"order: {error}";
        for (var number = 0; number < file.Result.Panels.Length; number++)
        {
            var fault = PanelCheck.FirstFault(order.Pool, order.Size, file.Result.Panels[number]);
            if (fault is not null) return $"panel {number:000}: {fault}";
        }
        var lottery = PanelDraw.Compute(order, progress, cancellation);
        if (lottery is null) return "result: no panel satisfies the quotas";
        var recomputed = EvidenceFile.Of(file.Pool, file.Order, EvidenceResult.Of(lottery));
        return file.PoolHash != recomputed.PoolHash
            ? Difference("poolHash", file.PoolHash, recomputed.PoolHash)
            : CanonicalJson.FirstDifference(
                CanonicalJson.Node(file with { Outcome = null, EvidenceHash = "" }),
                CanonicalJson.Node(recomputed with { EvidenceHash = "" }), "evidence");
    }

    /// <summary>Whether the outcome follows from the bundle and the value from outside.</summary>
    internal static string? OfOutcome(EvidenceFile file) => file.Outcome is not { } outcome
        ? null
        : CanonicalJson.FirstDifference(
            CanonicalJson.Node(outcome),
            CanonicalJson.Node(Settlement.Outcome(file, outcome.Source, outcome.Value)), "outcome");

    static string Difference(string what, string inFile, string recomputed) =>
        $"{what}: the file has {inFile}, recomputed {recomputed}";
}
