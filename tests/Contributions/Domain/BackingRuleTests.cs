using Caisse.Contributions.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Contributions.Tests.Domain;

public sealed class BackingRuleTests
{
    const int Cases = 5000;

    [Theory]
    [InlineData(43_500, 60_000, 0, 100, 50_000, 6_500)]
    [InlineData(43_500, 60_000, 0, 100, 43_500, 0)]
    [InlineData(43_500, 60_000, 43_500, 100, 1, 1)]
    [InlineData(50_000, 0, 0, 50, 60_000, 10_000)]
    [InlineData(50_000, 50_000, 0, 50, 100_000, 0)]
    [InlineData(50_000, 50_001, 0, 50, 100_001, 1)]
    [InlineData(-100, 0, 0, 33, 0, 304)]
    [InlineData(0, 0, 0, 100, 0, 0)]
    public void The_shortfall_is_exact(
        long cashCents, long promisedCents, long outstandingCents, int percent, long requestedCents,
        long shortfallCents) =>
        Assert.Equal(shortfallCents, BackingRule.ShortfallCents(
            new FundPosition(cashCents, promisedCents, outstandingCents), percent, requestedCents));

    [Fact]
    public void What_is_granted_is_always_covered() => ForAll((fund, percent, requested) =>
        (BackingRule.ShortfallCents(fund, percent, requested) == 0) == IsCovered(fund, percent, requested));

    [Fact]
    public void Requesting_the_shortfall_less_is_enough_and_a_cent_more_is_not() =>
        ForAll((fund, percent, requested) =>
        {
            var shortfall = BackingRule.ShortfallCents(fund, percent, requested);
            return shortfall == 0 || shortfall > requested
                || (BackingRule.ShortfallCents(fund, percent, requested - shortfall) == 0
                    && BackingRule.ShortfallCents(fund, percent, requested - shortfall + 1) == 1);
        });

    [Fact]
    public void Bringing_in_the_shortfall_in_euros_is_enough() => ForAll((fund, percent, requested) =>
    {
        var shortfall = BackingRule.ShortfallCents(fund, percent, requested);
        var richer = fund with { CashCents = fund.CashCents + shortfall };
        return BackingRule.ShortfallCents(richer, percent, requested) == 0;
    });

    /// <summary>
    /// The rule as the fund's citizens read it, said independently of how the shortfall is reckoned.
    /// </summary>
    static bool IsCovered(FundPosition fund, int percent, long requestedCents)
    {
        var outstandingCents = fund.OutstandingCents + requestedCents;
        var neededCashCents = (long)Math.Ceiling(outstandingCents * percent / 100m);
        return fund.CashCents >= neededCashCents && fund.CashCents + fund.PromisedCents >= outstandingCents;
    }

    /// <summary>Funds near the edge of cover, where the mistakes are.</summary>
    static void ForAll(Func<FundPosition, int, long, bool> holds)
    {
        var cases =
            from percent in Gen.Choose(1, 100)
            from outstanding in Gen.Choose(0, 3000)
            from requested in Gen.Choose(0, 3000)
            from cash in Gen.Choose(-200, 6200)
            from promised in Gen.Choose(0, 3000)
            select (Fund: new FundPosition(cash, promised, outstanding), percent, (long)requested);
        Prop.ForAll(cases.ToArbitrary(), one => holds(one.Fund, one.percent, one.Item3))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));
    }
}
