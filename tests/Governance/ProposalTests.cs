using System.Net;
using System.Text.Json;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.Governance.Tests;

public sealed class ProposalTests(GovernanceFixture governance) : IClassFixture<GovernanceFixture>
{
    [Theory]
    [InlineData("cooperation_collective")]
    [InlineData("scientific_committee")]
    [InlineData("working_group")]
    public async Task Only_the_citizens_committee_decides_on_rules_and_others_on_texts(string kind)
    {
        using var caisse = await governance.FoundAsync();
        var bodyId = await caisse.CreateBodyAsync(kind: kind);

        var problem = await SubmitAsync(
            caisse, bodyId, FoundedCaisse.Allocation, HttpStatusCode.UnprocessableEntity);

        Assert.Equal("body-cannot-decide", problem.ProblemType());
        await SubmitAsync(caisse, bodyId, new { kind = "none" }, HttpStatusCode.Created);
        await SubmitAsync(caisse, bodyId, null, HttpStatusCode.Created);
    }

    [Fact]
    public async Task Points_of_sale_that_governance_has_not_heard_of_are_named()
    {
        using var caisse = await governance.FoundAsync();
        var bodyId = await caisse.CreateBodyAsync();
        var (known, unknown) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var accredit = Effect(
            AccreditPointOfSale.Kind, new { pointOfSaleIds = new[] { known, unknown } });
        var suspend = Effect(
            SuspendPointOfSale.Kind, new { pointOfSaleId = unknown, reason = "Prix" });
        var applied = new PointOfSaleApplied(caisse.Slug, known, "La Ferme", "producer", FoundedCaisse.Now);
        await governance.Service.HearAsync(applied);
        await governance.Service.HearAsync(applied);

        foreach (var effect in new[] { accredit, suspend })
        {
            var problem = await SubmitAsync(caisse, bodyId, effect, HttpStatusCode.UnprocessableEntity);
            Assert.Equal("unknown-point-of-sale", problem.ProblemType());
            var named = problem.GetProperty("pointOfSaleIds").EnumerateArray().Select(id => id.GetGuid());
            Assert.Equal(unknown, Assert.Single(named));
        }

        await governance.Service.HearAsync(applied with { PointOfSaleId = unknown });
        await SubmitAsync(caisse, bodyId, accredit, HttpStatusCode.Created);
        await SubmitAsync(caisse, bodyId, suspend, HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("2026-03-09")]
    [InlineData("2036-03-11")]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    public async Task A_rule_takes_effect_today_at_the_earliest(string inForceFrom)
    {
        using var caisse = await governance.FoundAsync();
        var bodyId = await caisse.CreateBodyAsync();

        var problem = await caisse.Coordinator.PostAsync(
            caisse.At("proposals"), new { bodyId, title = "x", text = "x", inForceFrom },
            HttpStatusCode.UnprocessableEntity, at: FoundedCaisse.Now);

        Assert.Equal("2026-03-10", problem.GetProperty("earliest").GetString());
    }

    [Fact]
    public async Task Who_sits_in_a_body_proposes_to_it_and_other_members_do_not()
    {
        using var caisse = await governance.FoundAsync();
        var (bodyId, members) = await caisse.SeatCommitteeAsync(1);
        var effect = FoundedCaisse.Allocation;
        var request = new { bodyId, title = "Dotation", text = "x", inForceFrom = "2026-04-01", effect };

        using var seated = caisse.Member(members[0]);
        var proposal = await seated.PostAsync(caisse.At("proposals"), request, at: FoundedCaisse.Now);
        Assert.Equal("draft", proposal.GetProperty("state").GetString());

        foreach (var member in new Guid?[] { Guid.CreateVersion7(), null })
        {
            using var other = caisse.Member(member);
            var problem = await other.PostAsync(
                caisse.At("proposals"), request, HttpStatusCode.Forbidden, at: FoundedCaisse.Now);
            Assert.Equal("no-mandate", problem.ProblemType());
        }
    }

    [Fact]
    public async Task A_proposal_is_read_by_anyone_with_its_effect_and_where_it_stands()
    {
        using var caisse = await governance.FoundAsync();
        var (body, members) = await caisse.SeatCommitteeAsync(1);
        var id = await caisse.ProposeAsync(body, FoundedCaisse.Allocation);
        await caisse.OpenAsync(id);
        await caisse.VoteAsync(id, members[0]);
        await caisse.CloseAsync(id);

        var proposal = await caisse.Anyone.ReadAsync(caisse.At($"proposals/{id}"));
        Assert.Equal("150 €,\npuis 75 €.", proposal.GetProperty("text").GetString());
        Assert.Equal(15_000,
            proposal.GetProperty("effect").GetProperty("value").GetProperty("firstPersonCents").GetInt32());
        Assert.Equal("adopted", proposal.GetProperty("state").GetString());
        Assert.Equal(2, proposal.GetProperty("decisionNumber").GetInt32());
        var list = (await caisse.Anyone.ReadAsync(caisse.At("proposals"))).GetProperty("items");
        Assert.Equal(id, list[0].Id());
    }

    static object Effect(string kind, object value) => new { kind, value };

    static Task<JsonElement> SubmitAsync(
        FoundedCaisse caisse, Guid bodyId, object? effect, HttpStatusCode expected) =>
        caisse.Coordinator.PostAsync(
            caisse.At("proposals"),
            new { bodyId, title = "x", text = "x", inForceFrom = "2026-03-10", effect }, expected,
            at: FoundedCaisse.Now);
}
