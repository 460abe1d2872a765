using Caisse.Contracts;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Domain;

/// <summary>All people of a household move to another one on a day.</summary>
/// <param name="Moving">Who moves; whose departure is announced keeps it.</param>
/// <param name="LastPeriod">
/// Last period of the household that they leave: that of their last day in it, so that everyone is counted
/// once on each day.
/// </param>
sealed record Reunion(IReadOnlyList<Stay> Moving, Period LastPeriod)
{
    /// <summary>Decides whether they can.</summary>
    /// <param name="emptied">The household that they leave.</param>
    /// <param name="stays">Everybody whom the register has in it, those who left earlier too.</param>
    /// <param name="into">The household that they move to.</param>
    /// <param name="peopleThere">How many live there.</param>
    /// <param name="on">First day on which they live there.</param>
    internal static (Reunion? Decided, Refusal? Problem) Decide(
        Household emptied, IEnumerable<Stay> stays, Household into, int peopleThere, DateOnly on)
    {
        var moving = stays.Where(stay => stay.LeftOn is null || stay.LeftOn >= on).ToList();
        return WhyNot(emptied, moving, into, peopleThere, on) is { } refusal
            ? (null, refusal)
            : (new Reunion(moving, emptied.LastPeriodWith(on.AddDays(-1))), null);
    }

    static Refusal? WhyNot(
        Household emptied, List<Stay> moving, Household into, int peopleThere, DateOnly on)
    {
        var people = peopleThere + moving.Count(stay => stay.LeftOn is null);
        var newest = moving.MaxBy(stay => stay.JoinedOn);
        return emptied.LastPeriod is { } last ? Household.HasDeparted(last)
            : into.LastPeriod is { } lastThere
                ? Household.HasDeparted(lastThere).With("householdId", into.HouseholdId)
            : newest is null
                ? Refusal.Conflict("nobody-moves", "Nobody lives in this household; record its departure.")
                    .With("people", 0)
            : newest.JoinedOn >= on
                ? Household.WhyNotLeave(newest with { LeftOn = null }, on.AddDays(-1))!
                    .With("memberId", newest.MemberId)
            : into.FromPeriod > new Period(on)
                ? Refusal.Conflict(
                    "merge-before-admission",
                    $"The other household is in the fund from {into.FromPeriod} on; nobody joins it before.")
                    .With("fromPeriod", into.FromPeriod)
            : people > Person.MostInHousehold
                ? Refusal.Conflict(
                    "household-full",
                    $"A household has at most {Person.MostInHousehold} people; together they are {people}.")
                    .With("people", people)
            : null;
    }
}
