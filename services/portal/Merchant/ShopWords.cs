using System.Globalization;
using Caisse.Portal.Showing;

namespace Caisse.Portal.Merchant;

/// <summary>Sales and devices in words.</summary>
static class ShopWords
{
    const decimal CentsInOne = 100m;
    const long LargestCents = 1_000_000_000;

    internal static string StateOf(Sale sale) =>
        sale.RefundedCents > 0 && sale.LeftCents > 0
            ? Words.Of("sale.part")
            : Words.OrWord("sale.state", sale.State);

    internal static string Hour(DateTimeOffset local) =>
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "fr"
            ? local.ToString("%H' h 'mm", CultureInfo.CurrentCulture)
            : local.ToString("HH:mm", CultureInfo.CurrentCulture);

    /// <summary>"12,5", "12.50" and "12 MonA" in cents; null when it is no amount.</summary>
    internal static long? CentsOf(string? typed)
    {
        var text = string
            .Concat((typed ?? "").Where(letter => char.IsAsciiDigit(letter) || letter is ',' or '.'))
            .Replace(',', '.');
        const NumberStyles Plain = NumberStyles.AllowDecimalPoint;
        return decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out var amount)
            && decimal.Round(amount, 2) == amount && amount > 0 && amount * CentsInOne <= LargestCents
                ? (long)(amount * CentsInOne)
                : null;
    }
}
