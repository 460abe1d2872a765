using System.Globalization;

namespace Caisse.Portal.Showing;

/// <summary>Amounts, figures and days as people write them.</summary>
static class Numbers
{
    const decimal CentsInOne = 100m;

    /// <summary>"1 234".</summary>
    internal static string Whole(long number) => number.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>"12,50 MonA", kept on one line.</summary>
    internal static string Mona(long cents) => $"{Amount(cents)}\u00a0MonA";

    /// <summary>"12,50 €", kept on one line.</summary>
    internal static string Euros(long cents) =>
        IsFrench ? $"{Amount(cents)}\u00a0€" : $"€{Amount(cents)}";

    /// <summary>"12,50".</summary>
    internal static string Amount(long cents) =>
        (cents / CentsInOne).ToString("N2", CultureInfo.CurrentCulture);

    /// <summary>"30 %".</summary>
    internal static string Percent(decimal percent) =>
        percent.ToString("0.##", CultureInfo.CurrentCulture) + (IsFrench ? "\u00a0%" : "%");

    /// <summary>"mardi 3 novembre 2026".</summary>
    internal static string Day(DateOnly day) => FirstOfMonth(
        day.ToString("dddd d MMMM yyyy", CultureInfo.CurrentCulture), day);

    /// <summary>"3 novembre 2026".</summary>
    internal static string ShortDay(DateOnly day) =>
        FirstOfMonth(day.ToString("d MMMM yyyy", CultureInfo.CurrentCulture), day);

    /// <summary>"mardi 3 novembre 2026 à 18 h 40", in the caisse's time.</summary>
    internal static string Moment(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        var hour = !IsFrench ? $"{local:HH:mm}"
            : local.Minute == 0 ? $"{local:%H} h"
            : $"{local:%H} h {local:mm}";
        return Words.Of("moment", Day(DateOnly.FromDateTime(local.DateTime)), hour);
    }

    /// <summary>"novembre 2026" of "2026-11".</summary>
    internal static string Month(string period) =>
        DateOnly.TryParseExact(
            $"{period}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out var day)
            ? day.ToString("MMMM yyyy", CultureInfo.CurrentCulture)
            : period;

    /// <summary>"à 250 mètres", "à 1,2 kilomètre".</summary>
    internal static string Distance(long meters) => meters < 950
        ? Words.Of("distance.meters", Math.Max(50, (meters + 25) / 50 * 50))
        : Words.Of("distance.kilometers", (meters / 1000m).ToString("0.#", CultureInfo.CurrentCulture));

    /// <summary>"7c1e 09b4 a2f3 …": a digest in groups that an eye can compare.</summary>
    internal static string Grouped(string digest) =>
        string.Join(' ', digest.Chunk(4).Select(group => new string(group)));

    static bool IsFrench => CultureInfo.CurrentCulture.TwoLetterISOLanguageName == "fr";

    /// <summary>French says "1er" for the first of a month.</summary>
    static string FirstOfMonth(string text, DateOnly day)
    {
        var month = day.ToString("MMMM", CultureInfo.CurrentCulture);
        return IsFrench && day.Day == 1
            ? text.Replace($"1 {month}", $"1er {month}", StringComparison.Ordinal)
            : text;
    }
}
