using System.Globalization;
using System.Text;

namespace Caisse.Membership.Domain;

/// <summary>
/// What is left of a text when case, accents and punctuation are taken away: by this alone names and
/// addresses are found and compared, so "Benoit" finds "Benoît".
/// </summary>
static class Folding
{
    /// <summary>Words count by so many letters, which tell them apart well enough.</summary>
    internal const int LongestWord = 10;

    /// <summary>A longer word is found from its first two letters on.</summary>
    const int ShortestPrefix = 2;

    /// <summary>Letters that are two, or another, and that no decomposition of Unicode takes apart.</summary>
    static readonly Dictionary<Rune, string> Letters = new()
    {
        [new('ß')] = "ss", [new('œ')] = "oe", [new('æ')] = "ae", [new('ø')] = "o", [new('ł')] = "l",
        [new('đ')] = "d", [new('ð')] = "d", [new('þ')] = "th", [new('ı')] = "i",
    };

    /// <summary>How French addresses are shortened (AFNOR XP Z10-011), so that both ways are one.</summary>
    static readonly Dictionary<string, string> Abbreviations = new()
    {
        ["all"] = "allee", ["av"] = "avenue", ["ave"] = "avenue", ["bd"] = "boulevard",
        ["bld"] = "boulevard", ["boul"] = "boulevard", ["che"] = "chemin", ["chem"] = "chemin",
        ["crs"] = "cours", ["fg"] = "faubourg", ["imp"] = "impasse", ["pl"] = "place", ["res"] = "residence",
        ["rte"] = "route", ["sq"] = "square", ["st"] = "saint", ["ste"] = "sainte",
    };

    /// <summary>The words of a text, folded, in their order.</summary>
    internal static IReadOnlyList<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).ToLowerInvariant().EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                word.Append(Letters.GetValueOrDefault(rune) ?? rune.ToString());
            }
            else if (!IsPartOfLetter(rune) && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
        return word.Length > 0 ? [.. words, word.ToString()] : words;
    }

    /// <summary>What a word is found by: itself and what it begins with.</summary>
    internal static IEnumerable<string> Prefixes(string word)
    {
        var whole = Shorten(word);
        for (var length = Math.Min(ShortestPrefix, whole.Length); length <= whole.Length; length++)
        {
            yield return whole[..length];
        }
    }

    /// <summary>As much of a word as counts.</summary>
    internal static string Shorten(string word) => word.Length > LongestWord ? word[..LongestWord] : word;

    /// <summary>The same for the same person, first and last name exchanged or not.</summary>
    internal static string Person(string firstName, string lastName, DateOnly birthDate) => string.Join(
        ' ',
        Words($"{firstName} {lastName}").Order(StringComparer.Ordinal)
            .Append(birthDate.ToString("yyyyMMdd", CultureInfo.InvariantCulture)));

    /// <summary>The same for the same address, shortened or written out.</summary>
    internal static string Address(string street, string postalCode) => string.Join(
        ' ', Words($"{postalCode} {street}").Select(word => Abbreviations.GetValueOrDefault(word, word)));

    static bool IsPartOfLetter(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.Format;
}
