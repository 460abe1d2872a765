using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Caisse.Membership.Domain;

/// <summary>
/// Tells that two people have the same address without telling which: however it is written, accents,
/// capitals and punctuation aside.
/// </summary>
static class AddressKey
{
    internal static string Of(string caisse, string street, string postalCode, string city) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\n', caisse, Fold(street), Fold(postalCode), Fold(city)))));

    static string Fold(string text)
    {
        var folded = new StringBuilder();
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                folded.Append(Rune.ToLowerInvariant(rune));
            }
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark
                && folded.Length > 0 && folded[^1] != ' ')
            {
                folded.Append(' ');
            }
        }
        return folded.ToString().TrimEnd();
    }
}
