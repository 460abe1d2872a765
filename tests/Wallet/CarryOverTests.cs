using Caisse.Contracts;
using Caisse.Rules;
using Caisse.Wallet.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Wallet.Tests;

public sealed class CarryOverTests
{
    static readonly SetCarryOver AfterThree = new(SetCarryOver.Expire, 3);
    static readonly SetCarryOver AtMostTwo = new(SetCarryOver.Cap, 2);
    static readonly Dictionary<DateOnly, long> NoWarnings = [];
    static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(1000);

    static Period Month(string text) => Period.Parse(text);

    static DateOnly Day(int month, int day, int year = 2026) => new(year, month, day);

    static Holding Of(long balanceCents, params (string From, long Cents)[] allocations) => new(
        balanceCents, balanceCents,
        [.. allocations.Select(one => new Credit(Month(one.From), one.Cents, IsAllocation: true))], null);

    [Theory]
    [InlineData("2026-12", 0)]
    [InlineData("2027-01", 5000)]
    [InlineData("2027-02", 15000)]
    [InlineData("2027-03", 25000)]
    public void An_allocation_may_be_spent_in_its_own_and_the_next_two_months_when_three_are_decided(
        string into, long cents)
    {
        var holding = Of(25000, ("2026-10", 10000), ("2026-11", 10000), ("2026-12", 10000));
        Assert.Equal(cents, CarryOver.ExpiringCents(AfterThree, Month(into), holding));
    }

    [Fact]
    public void Above_two_allocations_is_capped_whether_the_new_one_is_credited_already_or_not()
    {
        var before = Of(30000, ("2026-09", 10000), ("2026-10", 10000), ("2026-11", 10000));
        var after = Of(
            45000, ("2026-09", 10000), ("2026-10", 10000), ("2026-11", 10000), ("2026-12", 15000));
        Assert.Equal(10000, CarryOver.ExpiringCents(AtMostTwo, Month("2026-12"), before));
        Assert.Equal(10000, CarryOver.ExpiringCents(AtMostTwo, Month("2026-12"), after));
    }

    [Fact]
    public void A_household_that_was_never_allocated_anything_has_no_cap()
    {
        var holding = new Holding(5000, 5000, [new Credit(Month("2026-10"), 5000, false)], null);
        Assert.Equal(0, CarryOver.ExpiringCents(AtMostTwo, Month("2026-12"), holding));
    }

    [Theory]
    [InlineData(null, "2026-06", 0)]
    [InlineData(null, "2026-07", 700)]
    [InlineData(0, "2026-04", 700)]
    [InlineData(1, "2026-04", 0)]
    public void A_household_that_left_may_spend_for_as_many_months_as_are_decided(
        int? departedMonths, string into, long cents)
    {
        var holding = Of(1000, ("2026-03", 1000)) with
        {
            AvailableCents = 700,
            LastPeriod = Month("2026-03"),
        };
        var rule = new SetCarryOver(SetCarryOver.Keep, null, departedMonths);
        Assert.Equal(cents, CarryOver.ExpiringCents(rule, Month(into), holding));
        Assert.Equal(0, CarryOver.ExpiringCents(null, Month(into), holding));
    }

    [Fact]
    public void What_is_coming_is_told_day_by_day_and_never_twice()
    {
        var holding = Of(25000, ("2026-10", 10000), ("2026-11", 10000), ("2026-12", 10000));
        Assert.Equal(
            [(Day(1, 1, 2027), 5000), (Day(2, 1, 2027), 10000), (Day(3, 1, 2027), 10000)],
            CarryOver.Coming(_ => AfterThree, Day(12, 10), holding, NoWarnings));
        Assert.Equal(
            [(Day(7, 1), 25000)],
            CarryOver.Coming(
                _ => new SetCarryOver(SetCarryOver.Keep), Day(4, 10),
                holding with { LastPeriod = Month("2026-03") }, NoWarnings));
    }

    [Fact]
    public void Less_than_seven_days_before_only_what_was_warned_of_is_still_to_expire_on_that_day()
    {
        var holding = Of(15000, ("2026-10", 10000), ("2026-12", 10000));
        var warned = new Dictionary<DateOnly, long> { [Day(1, 1, 2027)] = 2000 };
        Assert.Equal(
            [(Day(1, 1, 2027), 5000), (Day(3, 1, 2027), 10000)],
            CarryOver.Coming(_ => AfterThree, Day(12, 25), holding, warned));
        Assert.Equal(
            [(Day(1, 1, 2027), 2000), (Day(2, 1, 2027), 3000), (Day(3, 1, 2027), 10000)],
            CarryOver.Coming(_ => AfterThree, Day(12, 26), holding, warned));
        Assert.Equal(
            [(Day(2, 1, 2027), 5000), (Day(3, 1, 2027), 10000)],
            CarryOver.Coming(_ => AfterThree, Day(12, 26), holding, NoWarnings));
    }

    [Fact]
    public void Warnings_are_due_from_30_days_before_and_again_from_7()
    {
        Assert.Empty(CarryOver.DaysToWarnOf(Day(12, 1)));
        Assert.Equal([Day(12, 1)], CarryOver.DaysToWarnOf(Day(11, 1)));
        Assert.Equal([Day(2, 1), Day(3, 1)], CarryOver.DaysToWarnOf(Day(1, 30)));
        Assert.False(CarryOver.IsLastWarning(Day(11, 23), Day(12, 1)));
        Assert.True(CarryOver.IsLastWarning(Day(11, 24), Day(12, 1)));
    }

    [Fact]
    public void Nothing_expires_below_zero_or_above_what_is_available() => Prop.ForAll(
        ArbMap.Default.ArbFor<(uint Balance, ushort Held, (byte Month, ushort Cents)[] Credits, byte Rule)>(),
        random =>
        {
            var credits = random.Credits.Select(one => new Credit(
                Month("2026-12").Plus(-(one.Month % 24)), one.Cents, one.Cents % 3 > 0)).ToList();
            var availableCents = Math.Max(0L, random.Balance - random.Held);
            var holding = new Holding(
                random.Balance, availableCents, credits, random.Rule % 7 == 0 ? Month("2026-07") : null);
            var expiring = CarryOver.ExpiringCents(RuleOf(random.Rule), Month("2026-12"), holding);
            var coming = CarryOver.Coming(
                _ => RuleOf(random.Rule), Day(11, 20), holding, NoWarnings).ToList();
            return expiring >= 0 && expiring <= availableCents
                && coming.All(day => day.Cents > 0) && coming.Sum(day => day.Cents) <= availableCents
                && expiring == coming.Where(day => day.OnDate <= Day(12, 1)).Sum(day => day.Cents);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_lots_expires_what_lots_spent_oldest_first_would_leave() => Check.One(
        Often, Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Months, (byte Kind, ushort Cents)[] Steps)>(),
        random =>
        {
            var months = 1 + random.Months % 6;
            var byLots = new Lots();
            var holding = new Holding(0, 0, [], null);
            var current = Month("2026-01");
            var agrees = true;
            foreach (var (kind, cents) in random.Steps)
            {
                if (kind % 5 == 0)
                {
                    current = current.Next;
                    var expected = byLots.OlderThan(current.Plus(1 - months));
                    agrees &= expected == CarryOver.ExpiringCents(
                        new SetCarryOver(SetCarryOver.Expire, months), current, holding);
                    // Sometimes less expires than could, since less was warned of.
                    var expires = kind % 2 == 0 ? expected : Math.Min(expected, cents);
                    byLots.Take(expires);
                    holding = holding.Without(expires);
                }
                else
                {
                    holding = Step(kind, cents, current, byLots, holding);
                }
            }
            return agrees && holding.BalanceCents == byLots.LeftCents;
        }));

    static Holding Step(byte kind, long cents, Period current, Lots byLots, Holding holding)
    {
        switch (kind % 5)
        {
            case 1 or 2:
                byLots.Add(current, cents);
                return holding.Without(-cents) with
                {
                    Credits = [.. holding.Credits, new Credit(current, cents, kind % 5 == 1)],
                };
            case 3:
                var spent = Math.Min(cents, byLots.LeftCents);
                byLots.Spend(spent);
                return holding.Without(spent);
            default:
                var refunded = Math.Min(cents, byLots.SpentCents);
                byLots.Refund(refunded);
                return holding.Without(-refunded);
        }
    }

    static SetCarryOver RuleOf(byte random) => (random % 3) switch
    {
        0 => new SetCarryOver(SetCarryOver.Keep),
        1 => new SetCarryOver(SetCarryOver.Cap, 1 + random % 24),
        _ => new SetCarryOver(SetCarryOver.Expire, 1 + random % 24),
    };

    /// <summary>
    /// The long way: every credit is a lot, the oldest is spent first, and what is given back goes to where
    /// it was last taken from.
    /// </summary>
    sealed class Lots
    {
        readonly List<(Period From, long Cents, long LeftCents)> lots = [];

        internal long SpentCents { get; private set; }

        internal long LeftCents => lots.Sum(lot => lot.LeftCents);

        internal void Add(Period from, long cents) => lots.Add((from, cents, cents));

        internal long OlderThan(Period first) =>
            lots.Where(lot => lot.From < first).Sum(lot => lot.LeftCents);

        internal void Spend(long cents)
        {
            SpentCents += cents;
            Take(cents);
        }

        internal void Take(long cents)
        {
            for (var index = 0; index < lots.Count && cents > 0; index++)
            {
                var taken = Math.Min(cents, lots[index].LeftCents);
                lots[index] = lots[index] with { LeftCents = lots[index].LeftCents - taken };
                cents -= taken;
            }
        }

        internal void Refund(long cents)
        {
            SpentCents -= cents;
            for (var index = lots.Count - 1; index >= 0 && cents > 0; index--)
            {
                var (from, size, left) = lots[index];
                var given = Math.Min(cents, size - left);
                lots[index] = (from, size, left + given);
                cents -= given;
            }
        }
    }
}
