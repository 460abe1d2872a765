using System.Globalization;
using System.Text;
using Caisse.Portal.Showing;

namespace Caisse.Portal.Joining;

/// <summary>What is wrong with what was typed, field by field, in the words of the page.</summary>
sealed class Answers
{
    static readonly DateOnly EarliestBirth = new(1900, 1, 1);

    readonly List<(string Field, string Message)> errors = [];

    internal IReadOnlyList<(string Field, string Message)> Errors => errors;

    internal string? ErrorOf(string field) => errors.Find(error => error.Field == field).Message;

    internal void Wrong(string field, string name) => errors.Add((field, Words.Of(name)));

    /// <summary>A short text, without spaces around it; "" and an error where there is none.</summary>
    internal string Text(string field, string? typed, string missing)
    {
        var text = typed?.Trim() ?? "";
        if (text.Length == 0)
        {
            Wrong(field, missing);
        }
        else if (text.Length > Limits.LongestText)
        {
            Wrong(field, "error.long");
        }
        else if (text.Any(char.IsControl))
        {
            Wrong(field, "error.characters");
        }
        return text;
    }

    internal string Name(string field, string? typed, string missing)
    {
        var text = Text(field, typed, missing).Normalize(NormalizationForm.FormC);
        if (text.Length > 0 && ErrorOf(field) is null
            && !(text.EnumerateRunes().Any(Rune.IsLetter) && text.EnumerateRunes().All(MayStandInName)))
        {
            Wrong(field, "error.name");
        }
        return text;
    }

    /// <summary>"3 11 1987", with spaces, strokes, stops or dashes between; also "1987-11-03".</summary>
    internal DateOnly BirthDate(string field, string? typed, DateOnly today)
    {
        var parts = (typed ?? "").Split([' ', '/', '.', '-'], StringSplitOptions.RemoveEmptyEntries);
        if (parts is [{ Length: 4 }, _, _])
        {
            Array.Reverse(parts);
        }
        if (parts.Length == 0)
        {
            Wrong(field, "error.birth.missing");
        }
        else if (parts is not [var day, var month, { Length: 4 } year] || !DateOnly.TryParseExact(
            $"{day}/{month}/{year}", "d/M/yyyy", CultureInfo.InvariantCulture, default, out var date))
        {
            Wrong(field, "error.birth.form");
        }
        else if (date > today)
        {
            Wrong(field, "error.birth.future");
        }
        else if (date < EarliestBirth)
        {
            Wrong(field, "error.birth.early");
        }
        else
        {
            return date;
        }
        return default;
    }

    static bool MayStandInName(Rune rune) => Rune.IsLetter(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.DashPunctuation
        || "'’.,·\u200c\u200d".Contains((char)rune.Value, StringComparison.Ordinal);
}
