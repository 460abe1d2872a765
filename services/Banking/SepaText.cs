using System.Globalization;
using System.Text;

namespace Caisse.Banking;

/// <summary>
/// Text in the characters that every bank of the SEPA area accepts: letters and digits without accents, space
/// and / - ? : ( ) . , ' + (EPC 217-08).
/// </summary>
public static class SepaText
{
    const string Signs = "/-?:().,'+";
    const string NothingLeft = "NOTPROVIDED";
    const char NotWritable = '.';

    static readonly Dictionary<int, string> Replacements = new()
    {
        ['œ'] = "oe",
        ['Œ'] = "OE",
        ['æ'] = "ae",
        ['Æ'] = "AE",
        ['ß'] = "ss",
        ['ø'] = "o",
        ['Ø'] = "O",
        ['ł'] = "l",
        ['Ł'] = "L",
        ['đ'] = "d",
        ['Đ'] = "D",
        ['ð'] = "d",
        ['Ð'] = "D",
        ['þ'] = "th",
        ['Þ'] = "TH",
        ['ı'] = "i",
        ['&'] = "+",
        ['€'] = "E",
        ['_'] = "-",
        ['–'] = "-",
        ['—'] = "-",
        ['‑'] = "-",
        [';'] = ",",
        ['’'] = "'",
        ['‘'] = "'",
        ['`'] = "'",
        ['"'] = "'",
        ['“'] = "'",
        ['”'] = "'",
        ['«'] = "",
        ['»'] = "",
    };

    /// <summary>The text in SEPA's characters, never empty.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="maxLength">Characters that the field of the file holds, at least 1.</param>
    public static string Of(string text, int maxLength)
    {
        var written = new StringBuilder(text.Length);
        foreach (var rune in Decompose(text))
        {
            if (Replacements.TryGetValue(rune.Value, out var replacement))
            {
                written.Append(replacement);
            }
            else if (rune.IsAscii && (Rune.IsLetterOrDigit(rune) || Signs.Contains((char)rune.Value)))
            {
                written.Append((char)rune.Value);
            }
            else if (Rune.GetUnicodeCategory(rune) is not UnicodeCategory.NonSpacingMark)
            {
                written.Append(Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) ? ' ' : NotWritable);
            }
        }
        return Tidy(written.ToString(), maxLength);
    }

    /// <summary>
    /// Accents apart from their letters; halves of a character that came alone become U+FFFD.
    /// </summary>
    static StringRuneEnumerator Decompose(string text) =>
        string.Concat(text.EnumerateRunes()).Normalize(NormalizationForm.FormD).EnumerateRunes();

    /// <summary>Banks refuse a text that begins or ends with a slash, or has two in a row.</summary>
    static string Tidy(string text, int maxLength)
    {
        var words = string.Join('/', text.Split('/', StringSplitOptions.RemoveEmptyEntries));
        var spaced = string.Join(' ', words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var tidy = spaced[..Math.Min(maxLength, spaced.Length)].Trim(' ', '/');
        return tidy.Length > 0 ? tidy : NothingLeft[..Math.Min(maxLength, NothingLeft.Length)];
    }
}
