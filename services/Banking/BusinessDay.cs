namespace Caisse.Banking;

/// <summary>
/// Days on which banks of the euro area settle: not Saturdays, Sundays and the closing days of TARGET.
/// </summary>
public static class BusinessDay
{
    /// <summary>The first business day after a day.</summary>
    /// <param name="day">A day by the calendar of the euro area.</param>
    public static DateOnly After(DateOnly day)
    {
        var next = day.AddDays(1);
        while (IsClosed(next))
        {
            next = next.AddDays(1);
        }
        return next;
    }

    static bool IsClosed(DateOnly day) =>
        day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday
        || (day.Month, day.Day) is (1, 1) or (5, 1) or (12, 25) or (12, 26)
        || day == EasterSunday(day.Year).AddDays(-2)
        || day == EasterSunday(day.Year).AddDays(1);

    /// <summary>Easter of the Gregorian calendar, by the anonymous algorithm of 1876.</summary>
    internal static DateOnly EasterSunday(int year)
    {
        var (golden, century, yearOfCentury) = (year % 19, year / 100, year % 100);
        var moonCorrection = (century - ((century + 8) / 25) + 1) / 3;
        var epact = ((19 * golden) + century - (century / 4) - moonCorrection + 15) % 30;
        var leapDays = (2 * (century % 4)) + (2 * (yearOfCentury / 4));
        var weekday = (32 + leapDays - epact - (yearOfCentury % 4)) % 7;
        var late = (golden + (11 * epact) + (22 * weekday)) / 451;
        var fromMarch = epact + weekday - (7 * late) + 114;
        return new DateOnly(year, fromMarch / 31, (fromMarch % 31) + 1);
    }
}
