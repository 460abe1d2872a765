using Caisse.Contracts;
using Caisse.Membership.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Membership.Tests;

public sealed class CompositionTests
{
    static readonly Period December = Period.Parse("2026-12");

    /// <summary>
    /// The period that generated days and birthdays gather around, since rules break at its edges.
    /// </summary>
    internal static readonly Period June = Period.Parse("2026-06");

    static readonly Gen<DateOnly> Days = Gen.Frequency((2, DaysFrom(2020)), (1, Around(Gen.Constant(2026))));

    static readonly Gen<DateOnly> BirthDates = Gen.Frequency(
        (2, DaysFrom(1900)),
        (1, Around(Gen.Choose(1901, 2026))),
        (1, Gen.Choose(476, 507).Select(leap => new DateOnly(leap * 4, 2, 29))));

    internal static readonly Gen<Stay> Stays =
        from birth in BirthDates
        from joined in Days
        from left in Gen.OneOf(Gen.Constant<DateOnly?>(null), Days.Select(day => (DateOnly?)day))
        let joinedOn = joined < birth ? birth : joined
        select new Stay(Guid.CreateVersion7(), birth, joinedOn, left < joinedOn ? joinedOn : left);

    [Theory]
    [InlineData("2012-12-15", 13)]
    [InlineData("2012-12-01", 14)]
    [InlineData("2012-11-30", 14)]
    [InlineData("1926-12-01", 100)]
    [InlineData("2026-12-01", 0)]
    public void Ages_are_whole_years_on_the_first_day_of_the_period(string birthDate, int age) =>
        Assert.Equal([age], Composition.AgesIn(December, December, null, [Stay(birthDate, "2026-12-01")]));

    [Theory]
    [InlineData("2028-02-29", 16)]
    [InlineData("2027-02-28", 14)]
    [InlineData("2027-03-01", 15)]
    [InlineData("2012-02-29", 0)]
    public void Who_was_born_on_29_February_grows_older_on_1_March_of_a_common_year(string day, int age) =>
        Assert.Equal(age, Composition.AgeOn(Date(day), new DateOnly(2012, 2, 29)));

    [Fact]
    public void A_child_born_in_the_course_of_a_period_counts_in_the_next()
    {
        Stay[] stays = [Stay("1990-05-05", "2026-12-01"), Stay("2026-12-02", "2026-12-02")];
        Assert.Equal([36], Composition.AgesIn(December, December, null, stays));
        Assert.Equal([36, 0], Composition.AgesIn(December.Next, December, null, stays));
    }

    [Fact]
    public void A_child_who_turns_14_in_the_course_of_a_period_is_13_in_it_and_14_in_the_next()
    {
        Stay[] stays = [Stay("2012-12-02", "2026-12-01")];
        Assert.Equal([13], Composition.AgesIn(December, December, null, stays));
        Assert.Equal([14], Composition.AgesIn(December.Next, December, null, stays));
    }

    [Theory]
    [InlineData("2026-11-30", 0)]
    [InlineData("2026-12-01", 1)]
    [InlineData("2026-12-02", 1)]
    public void Who_left_before_the_first_day_does_not_count(string leftOn, int counted)
    {
        var stay = Stay("1990-05-05", "2026-01-01") with { LeftOn = Date(leftOn) };
        Assert.Equal(counted, Composition.AgesIn(December, Period.Parse("2026-01"), null, [stay]).Count);
    }

    [Theory]
    [InlineData("2026-12", null, 1)]
    [InlineData("2027-01", null, 0)]
    [InlineData("2026-01", "2026-12", 1)]
    [InlineData("2026-01", "2026-11", 0)]
    public void A_household_counts_from_its_first_period_to_its_last(string from, string? last, int counted)
    {
        Period? lastPeriod = last is null ? null : Period.Parse(last);
        Stay[] stays = [Stay("1990-05-05", "2026-01-01")];
        Assert.Equal(counted, Composition.AgesIn(December, Period.Parse(from), lastPeriod, stays).Count);
    }

    [Fact]
    public void People_admitted_together_are_there_from_the_first_day_and_a_younger_child_from_its_birth()
    {
        Assert.Equal(new DateOnly(2026, 12, 1), Composition.JoinsOn(December, new DateOnly(1990, 5, 5)));
        Assert.Equal(new DateOnly(2026, 12, 8), Composition.JoinsOn(December, new DateOnly(2026, 12, 8)));
    }

    [Fact]
    public void An_age_is_the_number_of_birthdays_that_have_come() => Prop.ForAll(
        (from birth in BirthDates from day in Days where birth <= day select (birth, day)).ToArbitrary(),
        at => Composition.AgeOn(at.day, at.birth)
            == Enumerable.Range(at.birth.Year + 1, at.day.Year - at.birth.Year)
                .Count(year => Birthday(at.birth, year) <= at.day))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Each_person_who_is_there_on_the_first_day_counts_once_and_nobody_else() => Prop.ForAll(
        Stays.ListOf().ToArbitrary(), Days.Select(day => new Period(day)).ToArbitrary(),
        (stays, period) =>
        {
            var counted = Composition.On(period.FirstDay, Period.Parse("2020-01"), null, stays);
            var there = stays
                .Where(stay => stay.JoinedOn <= period.FirstDay && !(stay.LeftOn < period.FirstDay))
                .Select(stay => stay.MemberId);
            return counted.Select(member => member.MemberId).Order().SequenceEqual(there.Order())
                && counted.All(member => member.Age is >= 0 and < 150)
                && counted.Select(member => member.Age).SequenceEqual(
                    counted.Select(member => member.Age).OrderDescending());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_begins_after_the_first_day_changes_nothing_in_a_period() => Prop.ForAll(
        Stays.ListOf().ToArbitrary(), Stays.ToArbitrary(), Days.Select(day => new Period(day)).ToArbitrary(),
        (stays, further, period) =>
        {
            var joinedOn = further.JoinedOn > period.FirstDay ? further.JoinedOn : period.FirstDay.AddDays(1);
            var later = further with { JoinedOn = joinedOn, LeftOn = null };
            return Composition.AgesIn(period, period, null, [.. stays, later])
                .SequenceEqual(Composition.AgesIn(period, period, null, stays));
        }).QuickCheckThrowOnFailure();

    static Gen<DateOnly> DaysFrom(int year) =>
        Gen.Choose(new DateOnly(year, 1, 1).DayNumber, new DateOnly(2032, 12, 31).DayNumber)
            .Select(DateOnly.FromDayNumber);

    static Gen<DateOnly> Around(Gen<int> years) =>
        from year in years
        from days in Gen.Choose(-1, 1)
        select new DateOnly(year, 6, 1).AddDays(days);

    static DateOnly Birthday(DateOnly birth, int year) =>
        birth is { Month: 2, Day: 29 } && !DateTime.IsLeapYear(year)
            ? new DateOnly(year, 3, 1)
            : new DateOnly(year, birth.Month, birth.Day);

    static Stay Stay(string birthDate, string joinedOn) =>
        new(Guid.CreateVersion7(), Date(birthDate), Date(joinedOn), null);

    static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd");
}
