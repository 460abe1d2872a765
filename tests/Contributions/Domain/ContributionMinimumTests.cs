using Caisse.Contributions.Domain;

namespace Caisse.Contributions.Tests.Domain;

public sealed class ContributionMinimumTests
{
    [Fact]
    public void A_mother_with_two_children_in_Gironde_contributes_at_least_20_euros()
    {
        var minimum = ContributionMinimum.Of(1000, 500, persons: 3);
        Assert.Equal(2000, minimum.MinimumCents);
        Assert.Equal(
            [new("first person 10.00", 1000), new("2 further persons x 5.00 = 10.00", 1000)],
            minimum.Reasoning);
    }

    [Fact]
    public void A_person_alone_has_one_line_of_reasoning() =>
        Assert.Equal([new("first person 1.00", 100)], ContributionMinimum.Of(100, 100, persons: 1).Reasoning);

    [Fact]
    public void Two_persons_are_one_further_person() =>
        Assert.Equal(
            "1 further person x 0.50 = 0.50", ContributionMinimum.Of(0, 50, persons: 2).Reasoning[1].Text);

    [Theory]
    [InlineData(1, 2, 7)]
    [InlineData(999_999_999, 1_000_000_000, 60)]
    [InlineData(0, 0, 1)]
    public void The_minimum_is_the_sum_of_its_reasoning(long firstCents, long furtherCents, int persons)
    {
        var minimum = ContributionMinimum.Of(firstCents, furtherCents, persons);
        Assert.Equal(minimum.MinimumCents, minimum.Reasoning.Sum(reason => reason.AmountCents));
    }
}
