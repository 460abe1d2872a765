using Caisse.Contracts.Contributions;
using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.Support;
using Dapper;

namespace Caisse.Contributions.Tests;

/// <summary>What a period's allocation counts of what households pledged and paid.</summary>
public sealed class FreezingTests(StartedService started) : IClassFixture<StartedService>
{
    [Fact]
    public async Task Who_pledged_or_paid_for_the_period_is_told_with_both_and_the_others_are_not()
    {
        var fund = await TestFund.FoundAsync(started);
        var (both, pledged, paid, idle) = (
            await fund.AdmitAsync(1), await fund.AdmitAsync(1), await fund.AdmitAsync(1),
            await fund.AdmitAsync(1));
        await fund.PledgeAsync(both, 3_000);
        await fund.ReceiveAsync(both, 1_000);
        await fund.ReceiveAsync(both, 500);
        await fund.PledgeAsync(pledged, 2_000);
        await fund.ReceiveAsync(paid, 700);
        await fund.PledgeAsync(idle, 1_000, fromPeriod: "2027-01");

        await fund.Service.HearAsync(Run(fund));

        Assert.Equal(
            [(both, 3_000, 1_500), (pledged, 2_000, 0), (paid, 0, 700)],
            (await ToldAsync(fund)).OrderByDescending(one => one.PledgedCents)
                .Select(one => (one.HouseholdId, one.PledgedCents, one.PaidCents)));
    }

    [Fact]
    public async Task A_paused_pledge_and_that_of_a_household_that_has_left_count_nothing()
    {
        var fund = await TestFund.FoundAsync(started);
        var (paused, left) = (await fund.AdmitAsync(1, "2026-10"), await fund.AdmitAsync(1, "2026-10"));
        var pledge = await fund.PledgeAsync(paused, 3_000);
        await fund.PledgeAsync(left, 3_000, "2026-10");
        using var response = await fund.Treasurer.SendJsonAsync(
            HttpMethod.Patch, fund.Address($"pledges/{pledge.Id()}"),
            new { fromPeriod = "2026-12", paused = true }, at: TestFund.Now, ifMatch: 1);
        await response.ShouldBeAsync(System.Net.HttpStatusCode.OK);
        await fund.Service.HearAsync(new HouseholdDeparted(
            fund.Caisse, left, Contracts.Period.Parse("2026-11"), 2, TestFund.Now));

        await fund.Service.HearAsync(Run(fund));

        Assert.Empty(await ToldAsync(fund));
    }

    [Fact]
    public async Task A_period_is_frozen_once_and_a_second_run_is_told_the_very_same()
    {
        var fund = await TestFund.FoundAsync(started);
        var household = await fund.AdmitAsync(1);
        await fund.ReceiveAsync(household, 1_000);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => fund.Service.HearAsync(Run(fund))));
        await fund.ReceiveAsync(household, 500);
        await fund.Service.HearAsync(Run(fund));

        var slices = await SlicesAsync(fund);
        Assert.Equal(6, slices.Count);
        Assert.Single(slices.Select(slice => slice.OccurredAt).Distinct());
        Assert.All(slices, slice =>
            Assert.Equal([new FrozenContribution(household, 0, 1_000)], slice.Households));
    }

    [Fact]
    public async Task A_preview_is_told_how_things_stand_and_freezes_nothing()
    {
        var fund = await TestFund.FoundAsync(started);
        var household = await fund.AdmitAsync(1);
        await fund.ReceiveAsync(household, 1_000);
        await PreviewAsync(fund, 1_000);
        await fund.ReceiveAsync(household, 500);
        await PreviewAsync(fund, 1_500);
        await fund.Service.HearAsync(Run(fund));
        await fund.ReceiveAsync(household, 100);
        await PreviewAsync(fund, 1_500);
        Assert.Equal(1_500, Assert.Single(await ToldAsync(fund)).PaidCents);
    }

    [Fact]
    public async Task A_run_that_needs_no_contributions_hears_none()
    {
        var fund = await TestFund.FoundAsync(started);
        await fund.Service.HearAsync(Run(fund) with { NeedsContributions = false });
        Assert.Empty(await SlicesAsync(fund));
    }

    [Fact]
    public async Task More_than_500_households_come_in_slices_and_none_of_another_fund()
    {
        var (fund, other) = (await TestFund.FoundAsync(started), await TestFund.FoundAsync(started));
        await other.ReceiveAsync(await other.AdmitAsync(1), 9_999);
        await fund.Service.HearAsync(Run(fund));
        var empty = Assert.Single(await SlicesAsync(fund));
        Assert.Equal((0, 1), (empty.Slice, empty.Slices));
        Assert.Empty(empty.Households);

        await WriteReceiptsAsync(other, 1_200);
        await other.Service.HearAsync(Run(other));

        var slices = await SlicesAsync(other);
        Assert.Equal(
            [(0, 3, 500), (1, 3, 500), (2, 3, 201)],
            slices.Select(slice => (slice.Slice, slice.Slices, slice.Households.Count)));
        var households = slices.SelectMany(slice => slice.Households).Select(one => one.HouseholdId).ToList();
        Assert.Equal(households.Order().Distinct(), households);
    }

    static AllocationRunRequested Run(TestFund fund) => new(
        fund.Caisse, Guid.CreateVersion7(), TestFund.December, TestFund.Now, NeedsContributions: true);

    static async Task PreviewAsync(TestFund fund, long paidCents)
    {
        var preview = Run(fund) with { IsPreview = true };
        await fund.Service.HearAsync(preview);
        var told = await fund.Service.ShouldPublishAsync<ContributionsFrozen>(
            slice => slice.PreviewId == preview.RunId);
        Assert.Equal(paidCents, Assert.Single(told.Households).PaidCents);
    }

    /// <summary>The slices for runs, not for previews, oldest first.</summary>
    static async Task<IReadOnlyList<ContributionsFrozen>> SlicesAsync(TestFund fund) =>
        [.. (await fund.Service.PublishedAsync<ContributionsFrozen>())
            .Where(slice => slice.Caisse == fund.Caisse && slice.PreviewId is null)];

    static async Task<IEnumerable<FrozenContribution>> ToldAsync(TestFund fund) =>
        (await SlicesAsync(fund)).SelectMany(slice => slice.Households);

    static async Task WriteReceiptsAsync(TestFund fund, int households)
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into household (caisse_id, household_id)
            select @Caisse, id from unnest(@ids) as added (id);
            insert into receipt (
                caisse_id, receipt_id, household_id, period, amount_cents, method, received_on)
            select @Caisse, gen_random_uuid(), id, @December, 100, 'cash', @December
            from unnest(@ids) as added (id)
            """,
            new
            {
                fund.Caisse,
                ids = Enumerable.Range(0, households).Select(_ => Guid.NewGuid()).ToArray(),
                TestFund.December,
            });
    }
}
