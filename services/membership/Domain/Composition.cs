using Caisse.Contracts;

namespace Caisse.Membership.Domain;

/// <summary>A person's time in a household.</summary>
/// <param name="MemberId">The person.</param>
/// <param name="BirthDate">Day of birth, never after <paramref name="JoinedOn"/>.</param>
/// <param name="JoinedOn">First day with the household.</param>
/// <param name="LeftOn">Last day with the household, or null.</param>
sealed record Stay(Guid MemberId, DateOnly BirthDate, DateOnly JoinedOn, DateOnly? LeftOn)
{
    internal bool Covers(DateOnly day) =>
        BirthDate <= day && JoinedOn <= day && (LeftOn is null || day <= LeftOn);
}

/// <summary>A person whom a composition counts, with their age in whole years.</summary>
sealed record CountedMember(Guid MemberId, int Age);

/// <summary>
/// Who counts in a household. <c>FreezeCompositionOnAllocationRunRequested</c> says the same in one statement
/// for all households at once; a test holds the two together.
/// </summary>
static class Composition
{
    /// <summary>The people who count on a day, the oldest first; nobody while not part of the fund.</summary>
    internal static IReadOnlyList<CountedMember> On(
        DateOnly day, Period fromPeriod, Period? lastPeriod, IEnumerable<Stay> stays)
    {
        var period = new Period(day);
        var isPartOfFund = fromPeriod <= period && (lastPeriod is null || period <= lastPeriod);
        return !isPartOfFund
            ? []
            : [.. stays.Where(stay => stay.Covers(day))
                .OrderBy(stay => stay.BirthDate).ThenBy(stay => stay.MemberId)
                .Select(stay => new CountedMember(stay.MemberId, AgeOn(day, stay.BirthDate)))];
    }

    /// <summary>Ages as a period counts them: those of its first day, whatever happens later in it.</summary>
    internal static IReadOnlyList<int> AgesIn(
        Period period, Period fromPeriod, Period? lastPeriod, IEnumerable<Stay> stays) =>
        [.. On(period.FirstDay, fromPeriod, lastPeriod, stays).Select(member => member.Age)];

    /// <summary>Age in whole years; born on 29 February, older on 1 March of a common year.</summary>
    internal static int AgeOn(DateOnly day, DateOnly birthDate)
    {
        var hadBirthday = (day.Month, day.Day).CompareTo((birthDate.Month, birthDate.Day)) >= 0;
        return day.Year - birthDate.Year - (hadBirthday ? 0 : 1);
    }

    /// <summary>Admitted with a household, people are there from its first day or a later birth.</summary>
    internal static DateOnly JoinsOn(Period fromPeriod, DateOnly birthDate) =>
        birthDate > fromPeriod.FirstDay ? birthDate : fromPeriod.FirstDay;
}
