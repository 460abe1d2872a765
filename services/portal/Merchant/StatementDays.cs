using System.Globalization;
using Caisse.Portal.Showing;

namespace Caisse.Portal.Merchant;

/// <summary>Which days a statement covers, as an address names them.</summary>
static class StatementDays
{
    const int Most = 366;

    internal static DateOnly? Read(string? text) => DateOnly.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out var day)
            && day.Year is >= 2000 and < 2200
            ? day
            : null;

    /// <summary>Why there is no statement of these days, or null.</summary>
    internal static string? Wrong(DateOnly from, DateOnly to) =>
        to < from ? Words.Of("shop-statement.order")
        : to.DayNumber - from.DayNumber >= Most ? Words.Of("shop-statement.long")
        : null;
}
