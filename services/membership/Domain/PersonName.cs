using System.Globalization;
using System.Text;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Domain;

/// <summary>How a person is called.</summary>
/// <param name="FirstName">Letters of any script.</param>
/// <param name="LastName">Letters of any script.</param>
sealed record PersonName(string FirstName, string LastName)
{
    /// <summary>What is shown in place of what was erased.</summary>
    internal const string ErasedText = "—";

    const int LongestName = 100;

    /// <summary>Apostrophes, stops, and the invisible joiners that some scripts need.</summary>
    const string MarksInNames = "'\u2019.,\u00b7\u200c\u200d";

    internal static PersonName Erased { get; } = new(ErasedText, ErasedText);

    /// <summary>Names everything that is wrong with the names.</summary>
    internal void CheckInto(Check check, string prefix) => check
        .Text(FirstName, $"{prefix}firstName", LongestName)
        .That(IsName(FirstName), $"{prefix}firstName", "must be made of letters.")
        .Text(LastName, $"{prefix}lastName", LongestName)
        .That(IsName(LastName), $"{prefix}lastName", "must be made of letters.");

    /// <summary>The same names without spaces around them, accents in their usual form.</summary>
    internal PersonName Tidy() => new(Tidy(FirstName), Tidy(LastName));

    static string Tidy(string name) => name.Trim().Normalize(NormalizationForm.FormC);

    static bool IsName(string name) =>
        name.EnumerateRunes().All(MayStandInName) && name.EnumerateRunes().Any(Rune.IsLetter);

    static bool MayStandInName(Rune rune) => Rune.IsLetter(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.DashPunctuation
        || (rune.IsBmp && MarksInNames.Contains((char)rune.Value));
}
