using System.Text.Json;
using Caisse.Sortition.Commands;
using Caisse.Sortition.Drawing;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Pools;

namespace Caisse.Sortition;

/// <summary>A draw with all its files, in memory: what the commands write into a folder.</summary>
/// <param name="Files">By name: what is published, and what stays with whoever draws.</param>
/// <param name="PoolHash">Of the frozen pool.</param>
/// <param name="BundleHash">To be published before the value exists.</param>
/// <param name="Smallest">The smallest probability of those who are in some panel.</param>
/// <param name="Largest">The largest.</param>
/// <param name="InNoPanel">Ids of those in no panel that satisfies the quotas.</param>
/// <param name="IsProven">Whether every level is proven.</param>
public sealed record FacilitatedDraw(
    IReadOnlyDictionary<string, byte[]> Files, string PoolHash, string BundleHash, double Smallest,
    double Largest, IReadOnlyList<string> InNoPanel, bool IsProven)
{
    /// <summary>The file that is published.</summary>
    public const string EvidenceName = DrawCommand.EvidenceName;

    /// <summary>Computes it under a new salt; null when no panel satisfies the quotas.</summary>
    /// <param name="pool">With own ids.</param>
    /// <param name="size">Persons on a panel.</param>
    /// <param name="alternates">For each seat.</param>
    /// <param name="source">Where the value that picks the panel will come from.</param>
    /// <param name="objective">One of <see cref="EvidenceOrder.Objectives"/>.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    public static FacilitatedDraw? Compute(
        Pool pool, int size, int alternates, string source, string objective = EvidenceOrder.Leximin,
        IProgress<DrawProgress>? progress = null, CancellationToken cancellation = default)
    {
        var folder = new MemoryFolder();
        var files = new PrivateFiles(folder);
        var salt = files.Salt(given: null);
        var (published, places) = Pseudonyms.Of(pool, salt);
        var whole = EvidencePool.Of(published, PublicDraw.SmallestGroup);
        var order = new EvidenceOrder(
            size, objective, PublicDraw.Panels,
            CanonicalJson.Hash(Sealing.Seal(whole, salt).Public),
            alternates, source);
        if (PublicDraw.Compute(whole, salt, order, progress, cancellation) is not var (computed, lottery))
            return null;
        DrawCommand.Write(files, pool, places, lottery, computed);
        var possible = lottery.Probabilities.Where(one => one > 0).ToList();
        return new FacilitatedDraw(
            folder.Files, computed.Evidence.PoolHash, computed.Evidence.BundleHash, possible.Min(),
            possible.Max(), [.. lottery.InNoPanel.Select(person => pool.Persons[places[person]].Id)],
            lottery.IsProven);
    }

    /// <summary>The same files with the outcome that follows from the value; null, and why, when these
    /// files do not allow it.</summary>
    /// <param name="before">As <see cref="Compute"/> gave them.</param>
    /// <param name="value">From the source that the evidence names.</param>
    public static (IReadOnlyDictionary<string, byte[]>? Files, SettleProblem? Problem) Settle(
        IReadOnlyDictionary<string, byte[]> before, string value)
    {
        var folder = new MemoryFolder();
        foreach (var (name, content) in before) folder.Write(name, content);
        if (folder.Read(EvidenceName) is not { } text) return (null, SettleProblem.NoEvidence);
        try
        {
            var evidence = EvidenceFile.Read(text);
            if (evidence.Outcome is not null) return (null, SettleProblem.SettledAlready);
            var files = new PrivateFiles(folder);
            var pool = EvidenceCommands.Open(evidence, files.Openings, PrivateFiles.OpeningsName).ToPool();
            var settled = Settlement.Settle(evidence, pool, value);
            folder.Write(EvidenceName, settled.ToBytes());
            EvidenceCommands.WriteOutcome(files, settled, pool);
            return (folder.Files, null);
        }
        catch (Exception bad) when (bad is JsonException or BadInputException or KeyNotFoundException)
        {
            return (null, SettleProblem.NotWhole);
        }
    }
}

/// <summary>Why a draw cannot get its outcome.</summary>
public enum SettleProblem
{
    /// <summary>There is no file of evidence.</summary>
    NoEvidence,

    /// <summary>It has one.</summary>
    SettledAlready,

    /// <summary>A file is missing, changed, or of another draw.</summary>
    NotWhole,
}
