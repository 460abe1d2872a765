using Caisse.Contracts;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Domain;

/// <summary>A household as the register holds it, without its personal data.</summary>
/// <param name="HouseholdId">The household.</param>
/// <param name="FromPeriod">First period it is part of.</param>
/// <param name="LastPeriod">Last period it is part of, once its departure is recorded.</param>
/// <param name="Version">Grows by one with each change.</param>
sealed record Household(Guid HouseholdId, Period FromPeriod, Period? LastPeriod, long Version)
{
    internal const string Active = "active";
    internal const string Departed = "departed";

    internal static IReadOnlyList<string> States { get; } = [Active, Departed];

    /// <summary>Most people who may see and spend for a household without living in it.</summary>
    internal const int MostDelegates = 10;

    const int LongestIncomeBracket = 50;

    /// <summary>No fund is older, and none plans further ahead; dates outside are typing mistakes.</summary>
    internal static DateOnly EarliestDay { get; } = new(2000, 1, 1);

    internal static DateOnly LatestDay { get; } = new(2199, 12, 31);

    /// <summary>Departed once the departure is recorded; it still counts until its last period.</summary>
    internal static string StateOf(Period? lastPeriod) => lastPeriod is null ? Active : Departed;

    internal static void CheckPeriodInto(Check check, Period period, string field) =>
        CheckDayInto(check, period.FirstDay, field);

    internal static void CheckDayInto(Check check, DateOnly day, string field) => check.That(
        day >= EarliestDay && day <= LatestDay, field,
        $"must be from {EarliestDay.Year} to {LatestDay.Year}.");

    /// <summary>Incomes are only known by the bracket that a household names itself.</summary>
    internal static void CheckIncomeBracketInto(Check check, string? bracket)
    {
        if (bracket is not null)
        {
            check.Text(bracket, "incomeBracket", LongestIncomeBracket);
        }
    }

    /// <summary>Why a person cannot join, or null.</summary>
    internal Refusal? WhyNobodyJoins(int people) =>
        LastPeriod is { } last ? HasDeparted(last)
        : people >= Person.MostInHousehold
            ? Refusal.Conflict(
                "household-full",
                $"A household has at most {Person.MostInHousehold} people; this one has {people}.")
                .With("people", people)
        : null;

    /// <summary>Why a person cannot be its delegate, or null.</summary>
    /// <param name="delegates">Who is one now.</param>
    /// <param name="personId">The person, when the fund knows them.</param>
    /// <param name="livesIn">The household they live in, when they are a member.</param>
    internal Refusal? WhyNoDelegate(IReadOnlyCollection<Guid> delegates, Guid? personId, Guid? livesIn) =>
        LastPeriod is { } last ? HasDeparted(last)
        : livesIn == HouseholdId
            ? Refusal.Conflict("lives-there", "This person belongs to the household, and may spend already.")
        : personId is { } known && delegates.Contains(known)
            ? Refusal.Conflict("already-delegate", "This person is a delegate of the household already.")
        : delegates.Count >= MostDelegates
            ? Refusal.Conflict(
                "too-many-delegates", $"A household has at most {MostDelegates} delegates.")
                .With("delegates", delegates.Count)
        : null;

    /// <summary>Why it cannot depart after a period, or null. One that never started may withdraw.</summary>
    internal Refusal? WhyNotDepart(Period lastPeriod) =>
        LastPeriod is { } last ? HasDeparted(last)
        : lastPeriod.Next < FromPeriod
            ? Refusal.Unprocessable(
                "departure-before-admission",
                $"This household is in the fund from {FromPeriod} on; it cannot leave after {lastPeriod}.")
                .With("fromPeriod", FromPeriod)
        : null;

    /// <summary>
    /// The last period of a household whose last person's last day is known; one that never started has the
    /// month before its first.
    /// </summary>
    internal Period LastPeriodWith(DateOnly lastDay) =>
        new Period(lastDay) is var period && period < FromPeriod ? FromPeriod.Plus(-1) : period;

    /// <summary>Why a person cannot have left on a day, or null.</summary>
    internal static Refusal? WhyNotLeave(Stay stay, DateOnly leftOn) =>
        stay.LeftOn is { } before
            ? Refusal.Conflict("already-left", $"This person left the household on {before:yyyy-MM-dd}.")
                .With("leftOn", before)
        : leftOn < stay.JoinedOn
            ? Refusal.Unprocessable(
                "departure-before-joining",
                $"This person joined on {stay.JoinedOn:yyyy-MM-dd}, after that day.")
                .With("joinedOn", stay.JoinedOn)
        : null;

    /// <summary>
    /// Why a person cannot have died on a day, or null. Who moved out, or will, dies all the same, once.
    /// </summary>
    internal static Refusal? WhyNotDie(Stay stay, string? departureReason, DateOnly diedOn) =>
        WhyNotLeave(departureReason == DepartureReason.Death ? stay : stay with { LeftOn = null }, diedOn);

    internal static Refusal HasDeparted(Period last) => Refusal.Conflict(
        "household-departed", $"This household has left the fund: its last period is {last}.")
        .With("lastPeriod", last);
}
