using Caisse.Contracts;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Domain;

/// <summary>
/// Dates and periods that a fund can mean; others are typing errors, and the calendar's ends cannot be
/// computed with.
/// </summary>
static class ReasonableDates
{
    const int FirstYear = 2000;
    const int LastYear = 2199;

    internal static Check Day(this Check check, DateOnly day, string field) => check.That(
        day.Year is >= FirstYear and <= LastYear, field, $"must be in the years {FirstYear} to {LastYear}.");

    internal static Check Period(this Check check, Period period, string field) =>
        check.Day(period.FirstDay, field);
}
