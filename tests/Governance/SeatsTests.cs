using Caisse.Governance.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Governance.Tests;

public class SeatsTests
{
    static readonly DateOnly Start = new(2026, 1, 1);

    static readonly Gen<Tenure> SomeTenure =
        from first in Gen.Choose(0, 40) from days in Gen.Choose(0, 20) select Days(first, first + days);

    static Tenure Days(int first, int last) => new(Start.AddDays(first), Start.AddDays(last));

    [Fact]
    public void The_most_seats_held_is_what_counting_day_by_day_gives() =>
        Prop.ForAll(
            (from held in SomeTenure.ArrayOf() from during in SomeTenure select (held, during)).ToArbitrary(),
            body => Seats.MostHeld(body.held, body.during) == Enumerable.Range(0, 61)
                .Select(day => Start.AddDays(day))
                .Where(body.during.Covers)
                .Max(day => body.held.Count(tenure => tenure.Covers(day))))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Two_who_follow_each_other_take_one_seat() =>
        Assert.Equal(1, Seats.MostHeld([Days(0, 9), Days(10, 19)], Days(0, 19)));

    [Fact]
    public void Two_who_share_one_day_take_two_seats() =>
        Assert.Equal(2, Seats.MostHeld([Days(0, 10), Days(10, 19)], Days(0, 19)));

    [Fact]
    public void Who_left_before_or_comes_after_takes_no_seat() =>
        Assert.Equal(0, Seats.MostHeld([Days(0, 9), Days(21, 30)], Days(10, 20)));
}
