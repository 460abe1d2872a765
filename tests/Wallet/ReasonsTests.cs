using System.Net;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.Wallet.Tests;

/// <summary>What staff write about a household is nowhere that is kept for ever.</summary>
public sealed class ReasonsTests(StartedWallet started) : IClassFixture<StartedWallet>
{
    const string Reason = "in hospital since Monday";

    [Fact]
    public async Task No_reason_is_in_the_audit_trail_and_each_is_where_it_belongs()
    {
        var fund = await PlayedFund.FoundAsync(started);
        await fund.DecideAsync(
            SetPaymentRules.Kind, new SetPaymentRules(SecondPersonAboveCents: 1000));
        var household = await fund.AdmitAsync();
        await fund.AllocateAsync(household);
        var correction = new { householdId = household, amountCents = -1001, reason = Reason };
        await DecideAsync(fund, "corrections", correction, "approval", "posted");
        await DecideAsync(fund, "corrections", correction, "rejection", "rejected");
        var supplement = new
        {
            householdId = household, period = "2026-10", amountCents = 1001, reason = Reason,
        };
        await DecideAsync(fund, "supplements", supplement, "approval", "reserving");
        await DecideAsync(fund, "supplements", supplement, "rejection", "rejected");
        var suspended = await fund.PostAsync(
            fund.Coordinator, $"wallets/{household}/suspension", new { reason = Reason }, HttpStatusCode.OK);
        Assert.Equal(Reason, suspended.Text("stateReason"));
        await fund.PostAsync(fund.Coordinator, $"wallets/{household}/reopening", null, HttpStatusCode.OK);

        Assert.Equal(10, await fund.CountAsync(
            """
            select count(*) from audit
            where caisse_id = @Caisse and split_part(action, '.', 1) in ('correction', 'supplement', 'wallet')
            """));
        Assert.Equal(0, await fund.CountAsync(
            $"""
            select count(*) from audit
            where caisse_id = @Caisse and concat(before, after) ilike '%{Reason}%'
            """));
        Assert.Equal(2, await fund.CountAsync(
            """
            select count(*) from audit
            where caisse_id = @Caisse and before ->> 'state' = 'awaiting_second_person'
                and after ->> 'state' = 'rejected' and (after ->> 'amountCents')::int in (-1001, 1001)
            """));
    }

    /// <summary>One person asks, a second one decides.</summary>
    static async Task DecideAsync(PlayedFund fund, string path, object asked, string decision, string state)
    {
        var waiting = await fund.PostAsync(fund.Treasurer, path, asked);
        var decided = await fund.PostAsync(
            fund.Coordinator, $"{path}/{waiting.Id()}/{decision}", null, HttpStatusCode.OK);
        Assert.Equal((state, Reason), (decided.Text("state"), decided.Text("reason")));
    }
}
