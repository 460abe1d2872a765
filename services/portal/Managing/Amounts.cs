using System.Globalization;

namespace Caisse.Portal.Managing;

/// <summary>Amounts as people type them.</summary>
static class Amounts
{
    const decimal Most = 1_000_000m;
    const decimal CentsInOne = 100m;

    /// <summary>"12", "12,5", "12,50", "1 234,00" in cents; null for anything else and for nothing.</summary>
    internal static long? Read(string? typed)
    {
        var text = string.Concat((typed ?? "").Where(letter => !char.IsWhiteSpace(letter)))
            .Replace(',', '.');
        return decimal.TryParse(
            text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && amount is > 0 and <= Most && amount * CentsInOne == decimal.Truncate(amount * CentsInOne)
                ? (long)(amount * CentsInOne)
                : null;
    }
}
