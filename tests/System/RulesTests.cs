using System.Net;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>A rule of a caisse changes by a decision of its citizens, and by nothing else.</summary>
[Collection(PlatformTests.Name)]
public sealed class RulesTests(Platform platform)
{
    static readonly string[] RuleAddresses =
    [
        "contribution-scheme", "allocation-scheme", "backing-ratio", "carry-over", "category-rates",
        "settlement-terms",
        "accreditation", "decisions",
    ];

    static readonly string[] WritingMethods = ["POST", "PUT", "PATCH", "DELETE"];

    [Fact]
    public async Task No_operation_writes_a_rule_whoever_asks()
    {
        var walk = await Walk.BeginAsync(platform, "ruled");
        var fund = walk.Fund;
        var app = await fund.RegisterAppAsync("fund.read", "wallets.read", "merchants.read");
        var scheme = await fund.Public.ReadAsync($"{fund.Root}/contribution-scheme");
        var (all, _) = await Operation.ReadAllAsync(platform.Operator);
        Assert.DoesNotContain(
            all, operation =>
                operation.Writes && operation.Path.Split('/').Any(part => RuleAddresses.Contains(part)));

        HttpClient[] callers =
            [walk.Everyone, fund.Coordinator, fund.Treasurer, platform.Operator, app, walk.Shop.Till];
        await walk.Requests.SendAllAsync(
            from rule in RuleAddresses
            from method in WritingMethods
            from of in new[] { fund.Root, $"{fund.Root}/points-of-sale/{walk.Shop.Id}" }
            from asking in callers
            select new Request(
                asking, method, $"{of}/{rule}", IsNotOffered, "{\"minimumFirstPersonCents\":0}"));

        walk.Requests.ShouldHoldNoSurprise();
        Assert.Equal(
            scheme.ToString(), (await fund.Public.ReadAsync($"{fund.Root}/contribution-scheme")).ToString());
        Assert.Equal(
            "applied", (await fund.Public.ReadAsync($"{fund.Root}/points-of-sale/{walk.Shop.Id}"))
                .Text("state"));
    }

    [Fact]
    public async Task Nobody_decides_without_a_seat_in_the_citizens_committee()
    {
        var fund = await Fund.FoundAsync(
            platform, "unseated", Fund.At(2025, 12, 15), Fund.HundredPerAdult, Fund.OneEuro);
        var household = await fund.AdmitAsync(
            Fund.Month(2026, 1), new DateOnly(1980, 4, 1), new DateOnly(1981, 4, 1));
        await fund.ConveneAsync(household.MemberIds[0]);
        var unseated = await fund.NameMemberAsync(household.MemberIds[1]);
        var app = await fund.RegisterAppAsync("fund.read");
        var committee = await CommitteeAsync(fund, "citizens_committee");
        var collective = await CommitteeAsync(fund, "cooperation_collective");
        var value = new SetContributionScheme(0, 0);
        var effect = new { kind = SetContributionScheme.Kind, value };
        object Proposal(Guid bodyId) =>
            new { bodyId, title = "Rule", text = "Rule", inForceFrom = fund.Today, effect };

        foreach (var client in new[] { fund.Treasurer, platform.Operator, app, unseated })
        {
            await client.PostAsync($"{fund.Root}/proposals", Proposal(committee), HttpStatusCode.Forbidden);
        }
        var refused = await fund.Coordinator.PostAsync(
            $"{fund.Root}/proposals", Proposal(collective), HttpStatusCode.UnprocessableEntity);
        Assert.Equal("body-cannot-decide", refused.ProblemType());

        var proposal = await fund.Coordinator.PostAsync($"{fund.Root}/proposals", Proposal(committee));
        var vote = $"{fund.Root}/proposals/{proposal.Id()}";
        await fund.Coordinator.PostAsync($"{vote}/opening", null, HttpStatusCode.OK);
        foreach (var client in new[] { fund.Coordinator, fund.Treasurer, platform.Operator, app, unseated })
        {
            await client.PostAsync($"{vote}/ballots", new { choice = "for" }, HttpStatusCode.Forbidden);
        }
        foreach (var client in new[] { fund.Treasurer, platform.Operator, app, unseated })
        {
            await client.PostAsync($"{vote}/closing", null, HttpStatusCode.Forbidden);
        }
        var outcome = await fund.Coordinator.PostAsync($"{vote}/closing", null, HttpStatusCode.OK);
        Assert.Equal("rejected", outcome.Text("state"));
        Assert.Equal(
            100, (await fund.Public.ReadAsync($"{fund.Root}/contribution-scheme"))
                .Cents("minimumFirstPersonCents"));
    }

    static async Task<Guid> CommitteeAsync(Fund fund, string kind) =>
        (await fund.Public.ReadAsync($"{fund.Root}/bodies")).GetProperty("items").EnumerateArray()
            .Single(body => body.Text("kind") == kind).Id();

    static bool IsNotOffered(HttpResponseMessage response, string body) =>
        response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed
            && Request.IsProblem(response);
}
