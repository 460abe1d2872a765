using Caisse.Contracts;
using Caisse.Rules;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Tests;

/// <summary>The allocation rules of real funds, with their numbers, and what else a scheme may say.</summary>
public sealed class AllocationAmountTests
{
    internal static readonly Period December = Period.Parse("2026-12");

    static readonly Dictionary<string, SetAllocationScheme> Funds = new()
    {
        ["Montpellier"] = new(10000, 10000, ChildCents: 0, ChildUnderAge: 18),
        ["Gironde"] = new(15000, 7500),
        ["Lyon 8e"] = new(15000, 7500, ChildCents: 4000, ChildUnderAge: 14),
        ["Nantes"] = new(10000, 5000),
        ["Cadenet"] = new(15000, 15000),
        ["Saint-Etienne"] = new(
            6000, 0, Basis: AllocationBasis.Flat, Requires: ContributionRequirement.Pledged,
            MinimumContributionCents: 3000),
        ["Savoie"] = new(
            9000, 0, Basis: AllocationBasis.Flat, Requires: ContributionRequirement.Paid,
            MinimumContributionCents: 3000),
        ["Soli'doume"] = new(0, 0, Basis: AllocationBasis.MeanOfContributions),
        ["Strasbourg"] = new(10000, 0, Basis: AllocationBasis.Flat),
    };

    static readonly SetAllocationScheme ByAge = new(
        15000, 7500, AgeBands: [new(3, 2000), new(14, 4000), new(18, 5000)], FloorCents: 16000,
        CapCents: 25000);

    static readonly SetAllocationScheme Multiple = new(
        0, 0, Basis: AllocationBasis.MultipleOfContribution, MultiplierPercent: 150, FloorCents: 3000,
        CapCents: 20000);

    static readonly SetAllocationScheme MultipleOfPledge = Multiple with
    {
        MultiplierPercent = 333,
        FloorCents = null,
        Requires = ContributionRequirement.Pledged,
    };

    [Theory]
    [InlineData("Montpellier", new[] { 40, 38, 17, 3 }, 20000, "100.00 + 100.00")]
    [InlineData("Gironde", new[] { 35, 8, 4 }, 30000, "150.00 + 75.00 + 75.00")]
    [InlineData("Lyon 8e", new[] { 13, 40, 41 }, 26500, "150.00 + 75.00 + 40.00")]
    [InlineData("Lyon 8e", new[] { 14, 40 }, 22500, "150.00 + 75.00")]
    [InlineData("Nantes", new[] { 30, 28, 1 }, 20000, "100.00 + 50.00 + 50.00")]
    [InlineData("Cadenet", new[] { 30, 28 }, 30000, "150.00 + 150.00")]
    [InlineData("Strasbourg", new[] { 40, 38 }, 10000, "100.00")]
    public void A_fund_that_reckons_by_people_allocates_as_it_says(
        string fund, int[] ages, long cents, string reasoning) =>
        Assert.Equal((cents, reasoning), Evaluate(Funds[fund], new() { Ages = ages }));

    [Theory]
    [InlineData("Saint-Etienne", 3000, 0, 6000, "60.00: pledged 30.00 of at least 30.00")]
    [InlineData("Saint-Etienne", 2999, 3000, 0, "0.00: pledged 29.99 of at least 30.00")]
    [InlineData("Saint-Etienne", 0, 3000, 0, "0.00: no contribution pledged for 2026-12")]
    [InlineData("Savoie", 6000, 4500, 9000, "90.00: paid 45.00 of at least 30.00")]
    [InlineData("Savoie", 6000, 0, 0, "0.00: no contribution paid for 2026-12")]
    public void A_fund_that_asks_for_a_contribution_first_allocates_as_it_says(
        string fund, long pledgedCents, long paidCents, long cents, string reasoning) =>
        Assert.Equal(
            (cents, reasoning),
            Evaluate(Funds[fund], new() { PledgedCents = pledgedCents, PaidCents = paidCents }));

    [Fact]
    public void At_Soli_doume_seven_households_share_265_to_the_cent_and_the_unpaid_one_has_its_share()
    {
        long[] paidCents = [2000, 2500, 0, 4000, 5000, 6000, 7000];
        var households = paidCents.Select((cents, place) => new CountedHousehold
        {
            HouseholdId = Id(place), Ages = [30], PaidCents = cents,
        }).ToList();

        var amounts = AllocationAmount.Of(Funds["Soli'doume"], December, 26500, households);

        Assert.Equal(
            [3786, 3786, 3786, 3786, 3786, 3785, 3785],
            amounts.OrderBy(amount => amount.HouseholdId).Select(amount => amount.Cents));
        Assert.All(amounts, amount => Assert.Equal(
            new Wording("mean of 7 contributions, 265.00 / 7", "moyenne de 7 cotisations, 265,00 / 7"),
            amount.Reasoning));
    }

    [Fact]
    public void A_mean_that_must_be_paid_for_is_shared_by_those_who_paid()
    {
        var scheme = Funds["Soli'doume"] with { Requires = ContributionRequirement.Paid };
        CountedHousehold[] households =
            [new() { HouseholdId = Id(1) }, new() { HouseholdId = Id(2), PaidCents = 3001 }];

        var amounts = AllocationAmount.Of(scheme, December, 3001, households);

        Assert.Equal(
            [(Id(2), 3001, "mean of 1 contribution, 30.01 / 1: paid 30.01"),
                (Id(1), 0, "0.00: no contribution paid for 2026-12")],
            amounts.Select(amount => (amount.HouseholdId, amount.Cents, amount.Reasoning.English)));
        Assert.Empty(AllocationAmount.Of(scheme, December, 3001, []));
    }

    [Theory]
    [InlineData(new[] { 40, 2, 3, 13, 14, 18 }, 25000,
        "150.00 + 75.00 + 50.00 + 40.00 + 40.00 + 20.00, at most 250.00")]
    [InlineData(new[] { 40, 2 }, 17000, "150.00 + 20.00")]
    [InlineData(new[] { 40 }, 16000, "150.00, at least 160.00")]
    public void Children_count_by_the_first_band_above_their_age_within_floor_and_cap(
        int[] ages, long cents, string reasoning) =>
        Assert.Equal((cents, reasoning), Evaluate(ByAge, new() { Ages = ages }));

    [Theory]
    [InlineData(0, 3000, "150 % of 0.00 paid, at least 30.00")]
    [InlineData(4001, 6001, "150 % of 40.01 paid")]
    [InlineData(40000, 20000, "150 % of 400.00 paid, at most 200.00")]
    public void A_multiple_of_the_contribution_is_rounded_down_within_floor_and_cap(
        long paidCents, long cents, string reasoning) =>
        Assert.Equal(
            (cents, reasoning), Evaluate(Multiple, new() { PledgedCents = 999, PaidCents = paidCents }));

    [Theory]
    [InlineData(1001, 3333, "333 % of 10.01 pledged: pledged 10.01")]
    [InlineData(0, 0, "0.00: no contribution pledged for 2026-12")]
    public void Where_a_pledge_is_required_the_multiple_is_of_the_pledge(
        long pledgedCents, long cents, string reasoning) =>
        Assert.Equal(
            (cents, reasoning),
            Evaluate(MultipleOfPledge, new() { PledgedCents = pledgedCents, PaidCents = 5 }));

    [Theory]
    [InlineData("0,00 : aucune cotisation engagée pour 2026-12", 0)]
    [InlineData("60,00 : cotisation engagée 45,00 sur au moins 30,00", 4500)]
    public void The_reasoning_is_there_in_French(string reasoning, long pledgedCents) => Assert.Equal(
        reasoning,
        AllocationAmount.Of(Funds["Saint-Etienne"], December, 0, [new() { PledgedCents = pledgedCents }])[0]
            .Reasoning.French);

    static (long Cents, string Reasoning) Evaluate(SetAllocationScheme scheme, CountedHousehold household)
    {
        var amount = AllocationAmount.Of(scheme, December, household.PaidCents, [household])[0];
        return (amount.Cents, amount.Reasoning.English);
    }

    internal static Guid Id(int number) => new($"01890000-0000-7000-8000-{number:d12}");
}
