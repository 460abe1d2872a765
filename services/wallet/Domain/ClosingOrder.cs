using Caisse.Contracts;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Domain;

/// <summary>
/// Which month of a ledger is closed next. Months without movements are passed over; a movement recorded for
/// a month that is closed already belongs to the one after.
/// </summary>
static class ClosingOrder
{
    /// <summary>The month to close next: the one of the oldest movement that no closing covers.</summary>
    internal static Period? Next(KnownCaisse caisse, Period? lastClosed, DateTimeOffset? oldestOpenAt)
    {
        if (oldestOpenAt is not { } at)
        {
            return null;
        }
        var oldest = new Period(caisse.DayOf(at));
        return lastClosed is { } last && oldest <= last ? last.Next : oldest;
    }

    internal static bool IsOver(KnownCaisse caisse, Period period, DateTimeOffset now) =>
        now >= EndOf(caisse, period);

    /// <summary>The first instant of the month after, in the caisse's time zone.</summary>
    internal static DateTimeOffset EndOf(KnownCaisse caisse, Period period) =>
        caisse.StartOf(period.Next.FirstDay);

    /// <summary>Null when a month that is not closed yet can be closed now.</summary>
    internal static Refusal? WhyNot(KnownCaisse caisse, Period period, Period? next, DateTimeOffset now)
    {
        if (!IsOver(caisse, period, now))
        {
            return Refusal.Conflict("month-not-over", $"{period} is not over in {caisse.TimeZone}.")
                .With("overAt", EndOf(caisse, period));
        }
        if (next is null || period < next)
        {
            return Refusal.Conflict("no-movements", $"No movement of {period} waits to be closed.")
                .With("next", next);
        }
        return period > next
            ? Refusal.Conflict("earlier-month-open", $"{next} has movements: close it first.")
                .With("next", next)
            : null;
    }
}
