using Caisse.ServiceDefaults;

namespace Caisse.Membership.Domain;

/// <summary>How people take part in the life of a fund, and what share of households does.</summary>
static class Participation
{
    /// <summary>Longest time one taking part lasts: a weekend, day and night.</summary>
    internal const int MostMinutes = 48 * 60;

    const int MinutesPerHour = 60;
    const int MostDays = 3660;

    /// <summary>What buying groups and committees distinguish; simple membership is none of them.</summary>
    internal static IReadOnlyList<string> Kinds { get; } =
    [
        "volunteering", "distribution", "meeting", "working_group", "board", "catalogue_proposal", "training",
        "outreach",
    ];

    /// <summary>Hours as a person writes them, in whole minutes; adds what is wrong with them.</summary>
    internal static int? Minutes(Check check, decimal? hours, string field)
    {
        // Compared before it is multiplied: a number of 28 digits has no minutes that fit.
        var isTime = hours is null or > 0 and <= (decimal)MostMinutes / MinutesPerHour;
        var minutes = isTime ? hours * MinutesPerHour : null;
        check.That(
            isTime && minutes == (minutes is null ? null : decimal.Truncate(minutes.Value)), field,
            $"must be whole minutes, more than none and at most {MostMinutes / MinutesPerHour} hours.");
        return (int?)minutes;
    }

    internal static decimal Hours(long minutes) => decimal.Round((decimal)minutes / MinutesPerHour, 2);

    /// <summary>The share of households that took part, in ten thousandths, rounded down.</summary>
    internal static int ShareBasisPoints(int participating, int households) =>
        households == 0 ? 0 : (int)(participating * 10_000L / households);

    /// <summary>Adds what is wrong with a stretch of days.</summary>
    internal static Check CheckDaysInto(Check check, DateOnly from, DateOnly to)
    {
        Household.CheckDayInto(check, from, "from");
        Household.CheckDayInto(check, to, "to");
        return check.That(from <= to, "to", "must not be before from.")
            .That(to.DayNumber - from.DayNumber <= MostDays, "to", $"must be at most {MostDays} days later.");
    }
}
