namespace Caisse.Wallet.Domain;

/// <summary>A photograph or scan of a receipt.</summary>
static class ReceiptFile
{
    internal const int LargestBytes = 5 * 1024 * 1024;

    static readonly (string MediaType, byte[] Start)[] Known =
    [
        ("image/jpeg", [0xff, 0xd8, 0xff]),
        ("image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
        ("application/pdf", "%PDF-"u8.ToArray()),
    ];

    /// <summary>What kind of file it is by its first bytes, whatever its sender says, or null.</summary>
    internal static string? MediaTypeOf(ReadOnlySpan<byte> content)
    {
        foreach (var (mediaType, start) in Known)
        {
            if (content.StartsWith(start))
            {
                return mediaType;
            }
        }
        return null;
    }
}
