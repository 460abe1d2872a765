using Caisse.Contracts;
using Caisse.Membership.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Membership.Tests;

public class DataSubjectTests
{
    static readonly DateOnly Today = new(2026, 11, 21);

    static DataSubject Person(DateOnly? leftOn = null, string? lastPeriod = null, int delegations = 0) => new(
        Guid.CreateVersion7(), Guid.CreateVersion7(), leftOn,
        lastPeriod is null ? null : Period.Parse(lastPeriod), delegations, null);

    [Fact]
    public void Who_lives_in_a_household_of_the_fund_cannot_be_forgotten() =>
        Assert.Equal("still-member", Person().WhyNotErase(Today)?.Type);

    [Fact]
    public void A_departure_that_is_still_to_come_is_not_enough()
    {
        Assert.Equal("still-member", Person(leftOn: Today).WhyNotErase(Today)?.Type);
        Assert.Equal("still-member", Person(lastPeriod: "2026-11").WhyNotErase(Today)?.Type);
        Assert.Null(Person(leftOn: Today.AddDays(-1)).WhyNotErase(Today));
        Assert.Null(Person(lastPeriod: "2026-10").WhyNotErase(Today));
    }

    [Fact]
    public void Who_still_stands_for_a_household_cannot_be_forgotten()
    {
        var refusal = Person(leftOn: Today.AddDays(-1), delegations: 2).WhyNotErase(Today);

        Assert.Equal("still-delegate", refusal?.Type);
        Assert.Equal(2, refusal?.Facts["delegations"]);
        var neighbour = Person(delegations: 1) with { HouseholdId = null };
        Assert.Equal("still-delegate", neighbour.WhyNotErase(Today)?.Type);
        Assert.Null((neighbour with { Delegations = 0 }).WhyNotErase(Today));
    }

    [Fact]
    public void Who_can_be_forgotten_on_a_day_can_be_on_every_later_one() => Prop.ForAll(
        Gen.Choose(-40, 40).Two().ToArbitrary(), days =>
        {
            var person = Person(leftOn: Today.AddDays(days.Item1));
            var from = Today.AddDays(days.Item2);
            return person.WhyNotErase(from) is not null || person.WhyNotErase(from.AddDays(1)) is null;
        }).QuickCheckThrowOnFailure();
}
