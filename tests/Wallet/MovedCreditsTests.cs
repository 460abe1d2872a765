using Caisse.Contracts;
using Caisse.Rules;
using Caisse.Wallet.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Wallet.Tests;

/// <summary>MonA keeps its age when it moves to another wallet.</summary>
public sealed class MovedCreditsTests
{
    static readonly Period October = Period.Parse("2026-10");
    static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(1000);

    [Theory]
    [InlineData(3000, "2026-10 3000")]
    [InlineData(5000, "2026-10 5000")]
    [InlineData(7000, "2026-11 2000, 2026-10 5000")]
    [InlineData(15000, "2026-11 10000, 2026-10 5000")]
    public void The_oldest_moves_as_the_oldest_is_spent_first(long cents, string expected)
    {
        // 50.00 of October's 100.00 are spent.
        Credit[] credits = [new(October, 10000, true), new(October.Next, 10000, true)];
        Assert.Equal(expected, InWords(MovedCredits.Of(15000, cents, credits, October)));
    }

    [Fact]
    public void What_is_in_no_credit_is_as_old_as_the_oldest()
    {
        Assert.Equal("2026-10 500", InWords(MovedCredits.Of(500, 500, [], October)));
        Assert.Equal(
            "2026-11 800", InWords(MovedCredits.Of(800, 800, [new(October.Next, 300, false)], October)));
    }

    [Fact]
    public void All_that_moves_counts_from_somewhere_and_expires_when_it_would_have() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte[] Credits, uint Spent, uint Moved, byte Months)>(), one =>
        {
            Credit[] credits = [.. one.Credits.Select(cents =>
                new Credit(October.Plus(cents % 6), cents + 1, true))];
            var credited = credits.Sum(credit => credit.Cents);
            if (credited < 2)
            {
                return true;
            }
            var balance = 1 + one.Spent % credited;
            var cents = 1 + one.Moved % balance;
            var moved = MovedCredits.Of(balance, cents, credits, October);
            var expire = new SetCarryOver(SetCarryOver.Expire, 1 + one.Months % 6);
            var stays = new Holding(balance - cents, balance - cents, credits, null);
            var goes = new Holding(
                cents, cents, [.. moved.Select(lot => new Credit(lot.From, lot.Cents, false))], null);
            var together = new Holding(balance, balance, credits, null);
            return moved.Sum(credit => credit.Cents) == cents
                && Enumerable.Range(0, 12).All(months =>
                    Expiring(expire, months, stays) + Expiring(expire, months, goes)
                    == Expiring(expire, months, together));
        }).Check(Often);

    [Theory]
    [InlineData(10000, 1, 3, 3333)]
    [InlineData(10000, 2, 3, 6666)]
    [InlineData(0, 1, 2, 0)]
    [InlineData(1_000_000_000, 19, 20, 950_000_000)]
    public void A_share_in_proportion_is_whole_cents_and_the_rest_stays(
        long cents, int leaving, int people, long share) =>
        Assert.Equal(share, SplitShare.InProportion(cents, leaving, people));

    [Fact]
    public void A_share_is_refused_with_its_numbers_in_two_languages()
    {
        var wallet = new AccountState(Guid.CreateVersion7(), 1, AccountKind.Household, 5000, 1500, 3);
        Assert.Null(SplitShare.WhyNot(wallet, 3500, isSuspended: false));
        Assert.Null(SplitShare.WhyNot(wallet, 0, isSuspended: true));
        Assert.Equal("wallet-suspended", SplitShare.WhyNot(wallet, 1, isSuspended: true)?.Type);
        var above = SplitShare.WhyNot(wallet, 3501, isSuspended: false)!;
        Assert.Contains("35.00 MonA available, not 35.01", above.Detail, StringComparison.Ordinal);
        Assert.Contains("35,00 MonA disponibles", above.DetailInFrench, StringComparison.Ordinal);
        Assert.Equal((3501L, 3500L), (above.Facts["askedCents"], above.Facts["availableCents"]));
    }

    static long Expiring(SetCarryOver rule, int months, Holding holding) =>
        CarryOver.ExpiringCents(rule, October.Plus(months), holding);

    static string InWords(IEnumerable<(Period From, long Cents)> credits) =>
        string.Join(", ", credits.Select(credit => $"{credit.From} {credit.Cents}"));
}
