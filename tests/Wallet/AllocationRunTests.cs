using System.Net;
using System.Text.Json;
using Caisse.Contracts;
using Caisse.Contracts.Contributions;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.Support;
using Dapper;

namespace Caisse.Wallet.Tests;

/// <summary>Runs that need what households contribute, and what everyone may read of a run.</summary>
public sealed class AllocationRunTests(Fund fund) : IClassFixture<Fund>
{
    static readonly SetAllocationScheme Mean = new(0, 0, Basis: AllocationBasis.MeanOfContributions);

    static readonly SetAllocationScheme Paid60 = new(
        6000, 0, Basis: AllocationBasis.Flat, Requires: ContributionRequirement.Paid,
        MinimumContributionCents: 3000);

    [Fact]
    public async Task Runs_are_listed_the_newest_first_by_period_and_without_previews()
    {
        await fund.DecideAsync(
            SetAllocationScheme.Kind, new SetAllocationScheme(1000, 0),
            Period.Parse("2028-01").FirstDay);
        var (first, second) = (
            await fund.RequestRunAsync("2028-01"), await fund.RequestRunAsync("2028-02"));
        await fund.RequestPreviewAsync("2028-02");

        var all = (await fund.Treasurer.ReadAsync($"{Fund.Root}/allocation-runs?limit=2"))
            .GetProperty("items").EnumerateArray().Select(run => run.Id());
        var ofPeriod = (await fund.Treasurer.ReadAsync(
            $"{Fund.Root}/allocation-runs?period=2028-01")).GetProperty("items");

        Assert.Equal([second.Id(), first.Id()], all);
        Assert.Equal(first.Id(), Assert.Single(ofPeriod.EnumerateArray()).Id());
    }

    [Theory]
    [InlineData("2027-01", new[] { 0, 1, 2, 3 })]
    [InlineData("2027-02", new[] { 3, 2, 1, 0 })]
    [InlineData("2027-03", new[] { 2, 2, 0, 3, 0, 3, 1, 1 })]
    [InlineData("2027-04", new[] { 3, 0, 0, 2, 1, 3 })]
    public async Task Slices_of_both_kinds_come_in_any_order_and_twice_and_seven_share_265(
        string period, int[] order)
    {
        await fund.DecideAsync(SetAllocationScheme.Kind, Mean, Period.Parse(period).FirstDay);
        var households = await AdmitAsync(7);
        long[] paid = [2000, 2500, 0, 4000, 5000, 6000, 7000];
        var contributions = households.Zip(paid, (id, cents) => new FrozenContribution(id, 3000, cents));
        var run = await fund.RequestRunAsync(period);
        var requested = await RequestedAsync(run.Id());
        Assert.True(requested is { NeedsContributions: true, IsPreview: false });

        foreach (var slice in order)
        {
            await (slice < 2
                ? fund.HearCompositionAsync(
                    period, slice, 2, [.. households.Where((_, place) => place % 2 == slice).Select(Alone)])
                : fund.HearContributionsAsync(
                    period, slice - 2, 2, [.. contributions.Where((_, place) => place % 2 == slice - 2)]));
        }

        var ended = await fund.CreditAsync(run.Id());
        Assert.Equal(26500, ended.GetProperty("totalCents").GetInt64());
        long[] shares = [3786, 3786, 3786, 3786, 3786, 3785, 3785];
        Assert.Equal(shares, await Task.WhenAll(households.Order().Select(fund.BalanceAsync)));
        Assert.Single(
            await fund.Service.PublishedAsync<FundsReservationRequested>(), asked => asked.RunId == run.Id());
        Assert.Equal(0, await KeptFactsAsync());
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Whoever_has_not_paid_receives_nothing_and_each_household_may_read_why()
    {
        await fund.DecideAsync(SetAllocationScheme.Kind, Paid60, new DateOnly(2027, 5, 1));
        var (payer, late) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var (paying, owing) = (await fund.AdmitAsync(payer), await fund.AdmitAsync(late));
        var run = await fund.RequestRunAsync("2027-05");
        await fund.HearContributionsAsync(
            "2027-05", 0, 1, [new(paying, 3000, 3000), new(owing, 3000, 2999), new(Guid.NewGuid(), 0, 500)]);
        await fund.HearCompositionAsync("2027-05", 0, 1, [Alone(paying), Alone(owing)]);
        await fund.CreditAsync(run.Id());

        Assert.Equal((6000, 0), (await fund.BalanceAsync(paying), await fund.BalanceAsync(owing)));
        Assert.Equal(
            (6000, "60.00: paid 30.00 of at least 30.00"), await OwnAllocationAsync(payer, paying));
        Assert.Equal((0, "0.00: paid 29.99 of at least 30.00"), await OwnAllocationAsync(late, owing));
        using var neighbour = Member(payer);
        await neighbour.ReadAsync($"{Fund.Root}/wallets/{owing}/allocations", HttpStatusCode.NotFound);
        using var staff = fund.Service.Client($"{Fund.Caisse}:fund.read");
        await staff.ReadAsync(
            $"{Fund.Root}/allocation-runs/{run.Id()}/allocations", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_refused_run_is_run_again_with_the_same_contributions()
    {
        await fund.DecideAsync(SetAllocationScheme.Kind, Mean, new DateOnly(2027, 6, 1));
        var household = await fund.AdmitAsync();
        FrozenContribution[] contributions = [new(household, 1000, 1000)];
        var refused = (await fund.RequestRunAsync("2027-06")).Id();
        await fund.HearCompositionAsync("2027-06", 0, 1, [Alone(household)]);
        await fund.HearContributionsAsync("2027-06", 0, 1, contributions);
        await fund.Service.HearAsync(
            new FundsRefused(Fund.Caisse, refused, 1000, 400, DateTimeOffset.UtcNow));
        await fund.RunInStateAsync(refused, "refused");

        // What was told for the run before is the same as what is told again.
        var again = (await fund.RequestRunAsync("2027-06")).Id();
        Assert.NotEqual(refused, again);
        await fund.HearContributionsAsync("2027-06", 0, 1, contributions);
        await fund.HearContributionsAsync("2027-06", 0, 1, contributions);
        await fund.HearCompositionAsync("2027-06", 0, 1, [Alone(household)]);
        await fund.CreditAsync(again);

        Assert.Equal(1000, await fund.BalanceAsync(household));
        Assert.Equal(0, await KeptFactsAsync());
    }

    [Fact]
    public async Task The_allocations_of_a_run_are_listed_page_by_page_and_a_wallet_shows_the_latest_first()
    {
        await fund.DecideAsync(
            SetAllocationScheme.Kind, new SetAllocationScheme(10000, 5000), new DateOnly(2027, 7, 1));
        var households = await AdmitAsync(5);
        var run = await fund.AllocateAsync(
            "2027-07",
            [.. households.Select((id, place) => (id, Enumerable.Repeat(30, place + 1).ToArray()))]);
        var allocations = new List<JsonElement>();
        string? next = "";
        while (next is not null)
        {
            var page = await fund.Coordinator.ReadAsync(
                $"{Fund.Root}/allocation-runs/{run.Id()}/allocations?limit=2{next}");
            allocations.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.GetProperty("next").GetString() is { } cursor ? $"&after={cursor}" : null;
        }
        Assert.Equal(households, allocations.Select(one => one.GetProperty("householdId").GetGuid()));
        Assert.Equal(
            [10000, 15000, 20000, 25000, 30000],
            allocations.Select(one => one.GetProperty("amountCents").GetInt64()));
        Assert.All(allocations, one => Assert.True(one.GetProperty("isCredited").GetBoolean()));
        Assert.Equal("100,00 + 50,00", allocations[1].GetProperty("reasoningInFrench").GetString());

        await fund.AllocateAsync("2027-08", (households[0], [30, 20]));
        var own = await fund.Treasurer.ReadAsync($"{Fund.Root}/wallets/{households[0]}/allocations?limit=1");
        Assert.Equal("2027-08", own.GetProperty("items")[0].GetProperty("period").GetString());
        var before = await fund.Treasurer.ReadAsync(
            $"{Fund.Root}/wallets/{households[0]}/allocations?after={own.GetProperty("next").GetString()}");
        Assert.Equal("2027-07", before.GetProperty("items")[0].GetProperty("period").GetString());
    }

    [Fact]
    public async Task A_scheme_that_makes_no_sense_is_not_put_in_force_and_the_decision_says_why()
    {
        await fund.DecideAsync(
            SetAllocationScheme.Kind, new SetAllocationScheme(100, 0, FloorCents: 200, CapCents: 100),
            new DateOnly(2027, 9, 1));
        var applied = await fund.Service.ShouldPublishAsync<DecisionApplied>(one => one.Refusal is not null);
        Assert.Equal("scheme.capCents: must not be under floorCents, 200.", applied.Refusal);
    }

    static (Guid Household, int[] Ages) Alone(Guid household) => (household, [40]);

    async Task<Guid[]> AdmitAsync(int households) =>
        [.. (await Task.WhenAll(Enumerable.Range(0, households).Select(_ => fund.AdmitAsync()))).Order()];

    Task<AllocationRunRequested> RequestedAsync(Guid runId) =>
        fund.Service.ShouldPublishAsync<AllocationRunRequested>(requested => requested.RunId == runId);

    HttpClient Member(Guid memberId) =>
        fund.Service.ClientWith(TestIdentity.Token([$"{Fund.Caisse}:member"], memberId: memberId));

    async Task<(long Cents, string? Reasoning)> OwnAllocationAsync(Guid memberId, Guid household)
    {
        using var member = Member(memberId);
        var own = (await member.ReadAsync($"{Fund.Root}/wallets/{household}/allocations"))
            .GetProperty("items")[0];
        return (own.GetProperty("amountCents").GetInt64(), own.GetProperty("reasoning").GetString());
    }

    /// <summary>Ages and contributions that are kept although no run waits for them.</summary>
    async Task<int> KeptFactsAsync()
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>(
            """
            select (select count(*) from heard_composition join allocation_run using (caisse_id, run_id)
                where total_cents is not null)
            + (select count(*) from heard_contribution join allocation_run using (caisse_id, run_id)
                where total_cents is not null)
            """);
    }
}
