using Caisse.Wallet.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Wallet.Tests;

public sealed class BasketSplitTests
{
    static readonly Dictionary<string, int> Cadenet =
        new() { ["three hearts"] = 100, ["two hearts"] = 70, ["one heart"] = 30 };

    static readonly BasketLine[] Basket =
        [new("three hearts", 1200), new("two hearts", 1000), new("one heart", 500)];

    [Fact]
    public void A_basket_is_paid_line_by_line_at_its_categories_rates()
    {
        var lines = BasketSplit.Of(Basket, Cadenet, availableCents: 10000);
        Assert.Equal([1200, 700, 150], lines.Select(line => line.MonaCents));
        Assert.Equal(650, lines.Sum(line => line.EurosCents));
    }

    [Fact]
    public void A_short_wallet_is_attributed_to_the_lines_in_proportion()
    {
        var lines = BasketSplit.Of(Basket, Cadenet, availableCents: 1500);
        Assert.Equal([878, 512, 110], lines.Select(line => line.MonaCents));
        Assert.Equal(1200, lines.Sum(line => line.EurosCents));
    }

    [Fact]
    public void Shares_always_sum_to_the_amount_and_stay_within_a_cent_of_proportion() => Prop.ForAll(
        ArbMap.Default.ArbFor<(uint Amount, uint[] Weights)>()
            .Filter(split => split.Weights.Any(weight => weight > 0)),
        split =>
        {
            long[] weights = [.. split.Weights.Select(weight => (long)weight)];
            var shares = LargestRemainder.Split(split.Amount, weights);
            var total = (decimal)weights.Sum();
            return shares.Sum() == split.Amount
                && shares.Zip(weights)
                    .All(share => Math.Abs(share.First - (split.Amount * (decimal)share.Second / total)) < 1);
        }).QuickCheckThrowOnFailure();
}
