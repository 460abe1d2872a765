using System.Net;
using System.Text.Json;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>Funds whose allocation depends on what households contribute.</summary>
[Collection(PlatformTests.Name)]
public sealed class AllocationScenarioTests(Platform platform)
{
    const int Unpaid = 2;

    static readonly DateTimeOffset Founded = Fund.At(2025, 12, 15);
    static readonly DateOnly Adult = new(1985, 3, 2);
    static readonly long[] PledgesCents = [2_000, 2_500, 3_000, 4_000, 5_000, 6_000, 7_000];

    [Fact]
    public async Task At_Soli_doume_seven_households_share_the_265_that_were_paid_to_the_cent()
    {
        var fund = await Fund.FoundAsync(
            platform, "solidoume", Founded,
            new SetAllocationScheme(0, 0, Basis: AllocationBasis.MeanOfContributions),
            new SetContributionScheme(2_000, 0));
        var january = Fund.Month(2026, 1);
        var households = await Task.WhenAll(PledgesCents.Select(_ => fund.AdmitAsync(january, Adult)));
        fund.Now = Fund.At(2026, 1, 5);
        foreach (var (household, cents) in households.Zip(PledgesCents))
        {
            await fund.PledgeAsync(household, cents, january);
        }
        await fund.CollectAsync(january);
        foreach (var (place, household) in households.Index().Where(one => one.Index != Unpaid))
        {
            await fund.ReceiveAsync(household, january, PledgesCents[place]);
        }

        var preview = await fund.PreviewAllocationAsync(january);
        Assert.Equal((26_500, 0), (preview.Cents("totalCents"), preview.Cents("shortfallCents")));
        Assert.Equal(7, preview.GetProperty("largestChanges").GetArrayLength());
        Assert.Equal(0, (await fund.ReadFundAsync()).Cents("reservedCents"));
        // What a preview has shown is not frozen; what is paid after the run changes it no more.
        Assert.Equal(26_500, (await fund.AllocateAsync(january)).Cents("totalCents"));
        await fund.ReceiveAsync(households[Unpaid], january, PledgesCents[Unpaid]);
        Assert.Equal(26_500, (await fund.AllocateAsync(january)).Cents("totalCents"));

        long[] shares = [3_786, 3_786, 3_786, 3_786, 3_786, 3_785, 3_785];
        Assert.Equal(
            shares, await Task.WhenAll(households.OrderBy(one => one.Id).Select(fund.BalanceAsync)));
        var ledger = await fund.ShouldAgreeAsync();
        Assert.Equal(26_500, ledger.Cents("issuedCents"));
        var unpaid = await AllocationAsync(fund, households[Unpaid]);
        Assert.Equal("mean of 7 contributions, 265.00 / 7", unpaid.Text("reasoning"));
        Assert.Equal("moyenne de 7 cotisations, 265,00 / 7", unpaid.Text("reasoningInFrench"));
    }

    [Fact]
    public async Task At_Saint_Etienne_who_pledges_at_least_30_receives_60_once_the_euros_are_there()
    {
        var fund = await Fund.FoundAsync(
            platform, "saint-etienne", Founded,
            new SetAllocationScheme(
                6_000, 0, Basis: AllocationBasis.Flat, Requires: ContributionRequirement.Pledged,
                MinimumContributionCents: 3_000),
            new SetContributionScheme(100, 0));
        var january = Fund.Month(2026, 1);
        var enough = await fund.AdmitAsync(january, Adult, Adult);
        var little = await fund.AdmitAsync(january, Adult);
        fund.Now = Fund.At(2026, 1, 5);
        await fund.PledgeAsync(enough, 3_000, january);
        await fund.PledgeAsync(little, 2_900, january);
        await fund.ReceiveAsync(enough, january, 3_000);

        var preview = await fund.PreviewAllocationAsync(january);
        Assert.Equal((6_000, 3_000), (preview.Cents("totalCents"), preview.Cents("shortfallCents")));
        var run = await fund.StartAllocationAsync(january);
        await fund.Treasurer.ReadUntilAsync(
            $"{fund.Root}/allocation-runs/{run.Id()}", read => read.Text("state") == "refused");
        await fund.ReceiveGrantAsync(3_000);
        await fund.AllocateAsync(january);

        Assert.Equal((6_000, 0), (await fund.BalanceAsync(enough), await fund.BalanceAsync(little)));
        var (given, withheld) = (await AllocationAsync(fund, enough), await AllocationAsync(fund, little));
        Assert.Equal("60.00: pledged 30.00 of at least 30.00", given.Text("reasoning"));
        Assert.Equal("0.00: pledged 29.00 of at least 30.00", withheld.Text("reasoning"));
        await fund.ShouldAgreeAsync();
    }

    /// <summary>The latest allocation, as one of the household reads it and a stranger may not.</summary>
    static async Task<JsonElement> AllocationAsync(Fund fund, Household household)
    {
        var address = $"{fund.Root}/wallets/{household.Id}/allocations";
        var stranger = await fund.NameMemberAsync(Guid.CreateVersion7());
        await stranger.ReadAsync(address, HttpStatusCode.NotFound);
        var member = await fund.NameMemberAsync(household.MemberIds[0]);
        return (await member.ReadAsync(address)).GetProperty("items")[0];
    }
}
