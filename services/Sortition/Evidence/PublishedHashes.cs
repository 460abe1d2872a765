namespace Caisse.Sortition.Evidence;

/// <summary>What was published of a draw before its number existed.</summary>
/// <param name="Pool">When the pool was frozen.</param>
/// <param name="Bundle">When the panels were computed.</param>
public sealed record PublishedHashes(string Pool, string Bundle)
{
    /// <summary>As an evidence file of any release has them.</summary>
    public static PublishedHashes Of(byte[] evidence)
    {
        var node = CanonicalJson.Parse(evidence);
        if (!EarlierEvidence.IsOne(node))
        {
            var file = EvidenceFile.Read(node);
            return new PublishedHashes(file.PoolHash, file.BundleHash);
        }
        var earlier = EarlierEvidence.Read(node);
        return new PublishedHashes(earlier.PoolHash, earlier.BundleHash);
    }
}
