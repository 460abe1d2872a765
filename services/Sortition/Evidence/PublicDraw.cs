using System.Security.Cryptography;
using System.Text.Json;
using Caisse.Sortition.Drawing;
using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Evidence;

/// <summary>A pool under pseudonyms, as it is published.</summary>
/// <param name="Text">Canonical JSON.</param>
/// <param name="Hash">SHA-256 of the text.</param>
public sealed record FrozenPool(byte[] Text, string Hash);

/// <summary>The steps of a draw before its number exists, for whoever keeps draws.</summary>
public static class PublicDraw
{
    /// <summary>Numbered 000 to 999, for three dice.</summary>
    const int Panels = 1000;

    /// <summary>The pool to publish; the salt stays private.</summary>
    public static FrozenPool Freeze(Pool pool, string salt)
    {
        var text = CanonicalJson.Bytes(EvidencePool.Of(Pseudonyms.Of(pool, salt).Pool));
        return new FrozenPool(text, Convert.ToHexStringLower(SHA256.HashData(text)));
    }

    /// <summary>The pool in a frozen text; throws <see cref="JsonException"/> when it is none.</summary>
    public static Pool Read(byte[] frozen) => CanonicalJson.Read<EvidencePool>(frozen).ToPool();

    /// <summary>
    /// The evidence without its outcome, the same whenever and wherever it is computed; null when no panel
    /// satisfies the quotas.
    /// </summary>
    public static EvidenceFile? Compute(
        byte[] frozen, int size, int alternates, IProgress<DrawProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var pool = CanonicalJson.Read<EvidencePool>(frozen);
        var order = new EvidenceOrder(
            size, EvidenceOrder.Leximin, Panels, CanonicalJson.Hash(pool), alternates);
        var asked = new DrawOrder(pool.ToPool(), size, order.Seed, Objective.Leximin, Panels);
        var lottery = PanelDraw.Compute(asked, progress, cancellation);
        return lottery is null ? null : EvidenceFile.Of(pool, order, EvidenceResult.Of(lottery));
    }
}
