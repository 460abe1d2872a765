using Caisse.Contracts;
using Caisse.Membership.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Membership.Tests;

/// <summary>Who may leave whom, and that everyone counts once on each day, whatever they do.</summary>
public sealed class RegroupingRulesTests
{
    const int Days = 420;

    static readonly DateOnly Start = new(2026, 1, 1);
    static readonly DateOnly On = new(2026, 12, 15);
    static readonly Household Home = new(Guid.CreateVersion7(), new Period(Start), null, 1);
    static readonly Stay Anais = Live();
    static readonly Stay Emile = Live();
    static readonly Stay Gone = Live() with { LeftOn = new DateOnly(2026, 6, 30) };

    static Stay Live(DateOnly? since = null) =>
        new(Guid.CreateVersion7(), new DateOnly(1990, 5, 5), since ?? Start, null);

    [Fact]
    public void Whoever_leaves_must_live_there_and_somebody_stays()
    {
        Assert.Equal("not-found", Refused([Anais, Emile], Guid.CreateVersion7()));
        Assert.Equal("already-left", Refused([Anais, Emile, Gone], Gone.MemberId));
        Assert.Equal("nobody-stays", Refused([Anais, Emile, Gone], Anais.MemberId, Emile.MemberId));
        Assert.Equal("nobody-stays", Refused([Anais], Anais.MemberId));
        var newborn = Live(On);
        Assert.Equal("departure-before-joining", Refused([Anais, newborn], newborn.MemberId));
        var departed = Home with { LastPeriod = new Period(On) };
        Assert.Equal(
            "household-departed",
            Separation.Decide(departed, [Anais, Emile], [Anais.MemberId], On).Problem?.Type);
    }

    [Fact]
    public void A_new_household_is_in_the_fund_from_the_month_of_the_day_and_not_before_the_old_one()
    {
        var separation = Separation.Decide(Home, [Anais, Emile, Gone], [Anais.MemberId], On).Decided;
        Assert.Equal(new Separation(2, new Period(On)), separation);
        var later = Home with { FromPeriod = new Period(On).Next };
        Assert.Equal(
            later.FromPeriod,
            Separation.Decide(later, [Anais, Emile], [Anais.MemberId], On).Decided?.FromPeriod);
    }

    [Fact]
    public void A_household_merges_with_another_one_of_the_fund_that_has_room()
    {
        var other = Home with { HouseholdId = Guid.CreateVersion7() };
        string? Merged(Household into, int there, params Stay[] stays) =>
            Reunion.Decide(Home, stays, into, there, On).Problem?.Type;

        Assert.Null(Merged(other, 18, Anais, Emile));
        Assert.Equal("household-full", Merged(other, 19, Anais, Emile));
        Assert.Equal("nobody-moves", Merged(other, 1, Gone));
        Assert.Equal("departure-before-joining", Merged(other, 1, Anais, Live(On)));
        Assert.Equal("household-departed", Merged(other with { LastPeriod = new Period(On) }, 1, Anais));
        Assert.Equal(
            "merge-before-admission", Merged(other with { FromPeriod = new Period(On).Next }, 1, Anais));
        var announced = Emile with { LeftOn = On.AddDays(10) };
        Assert.Equal(
            [Anais, announced], Reunion.Decide(Home, [Anais, announced, Gone], other, 1, On).Decided!.Moving);
    }

    [Fact]
    public void Everyone_is_counted_once_on_each_day_whatever_households_do() => Prop.ForAll(
        ArbMap.Default.ArbFor<int[]>(), choices =>
        {
            var register = new PaperRegister();
            foreach (var choice in choices.Take(20))
            {
                register.Do(new Random(choice));
            }
            return Enumerable.Range(0, Days).All(day => register.CountsEveryoneOnceOn(Start.AddDays(day)));
        }).QuickCheckThrowOnFailure();

    static string? Refused(Stay[] stays, params Guid[] leaving) =>
        Separation.Decide(Home, stays, leaving, On).Problem?.Type;

    /// <summary>Households on paper, which split and merge as the register would, ever later.</summary>
    sealed class PaperRegister
    {
        const int People = 5;

        readonly Dictionary<Guid, Household> households = new() { [Home.HouseholdId] = Home };
        readonly List<(Guid HouseholdId, Stay Stay)> stays =
            [.. Enumerable.Range(0, People).Select(_ => (Home.HouseholdId, Live()))];
        DateOnly today = Start;

        internal void Do(Random random)
        {
            today = today.AddDays(random.Next(1, 40));
            var active = households.Values.Where(one => one.LastPeriod is null)
                .OrderBy(one => one.HouseholdId).ToList();
            var one = active[random.Next(active.Count)];
            var other = active[random.Next(active.Count)];
            var lives = LivesIn(one);
            if (one == other)
            {
                Guid[] leaving = [.. lives.Where(_ => random.Next(2) == 0).Select(stay => stay.MemberId)];
                if (leaving.Length > 0
                    && Separation.Decide(one, lives, leaving, today).Decided is { } separation)
                {
                    var formed = new Household(Guid.CreateVersion7(), separation.FromPeriod, null, 1);
                    households[formed.HouseholdId] = formed;
                    Move([.. lives.Where(stay => leaving.Contains(stay.MemberId))], one, formed);
                }
            }
            else if (Reunion.Decide(one, lives, other, LivesIn(other).Count, today).Decided is { } reunion)
            {
                households[one.HouseholdId] = one with { LastPeriod = reunion.LastPeriod };
                Move(reunion.Moving, one, other);
            }
        }

        internal bool CountsEveryoneOnceOn(DateOnly day)
        {
            var counted = households.Values.SelectMany(one => Composition.On(
                day, one.FromPeriod, one.LastPeriod,
                stays.Where(stay => stay.HouseholdId == one.HouseholdId).Select(stay => stay.Stay)))
                .Select(person => person.MemberId).ToList();
            return counted.Count == People && counted.Distinct().Count() == People;
        }

        List<Stay> LivesIn(Household household) =>
            [.. stays.Where(one => one.HouseholdId == household.HouseholdId && one.Stay.LeftOn is null)
                .Select(one => one.Stay)];

        void Move(IReadOnlyList<Stay> moving, Household from, Household to)
        {
            foreach (var stay in moving)
            {
                stays.Remove((from.HouseholdId, stay));
                stays.Add((from.HouseholdId, stay with { LeftOn = today.AddDays(-1) }));
                stays.Add((to.HouseholdId, stay with { JoinedOn = today }));
            }
        }
    }
}
