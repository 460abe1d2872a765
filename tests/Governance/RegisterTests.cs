using System.Net;
using Caisse.Contracts.Governance;
using Caisse.Rules;
using Caisse.Support;
using Dapper;
using Npgsql;

namespace Caisse.Governance.Tests;

public sealed class RegisterTests(GovernanceFixture governance) : IClassFixture<GovernanceFixture>
{
    [Fact]
    public async Task The_register_says_which_service_applied_an_effect_and_which_refused_and_why()
    {
        using var caisse = await governance.FoundAsync();
        var founding = Assert.Single(await caisse.AdoptedAsync());
        var applied = new DecisionApplied(
            caisse.Slug, founding.DecisionId, SetContributionScheme.Kind, "contributions", null,
            FoundedCaisse.Now);
        var refused =
            applied with { EffectKind = SetBackingRatio.Kind, Refusal = "Trop peu d'euros." };
        var messageId = Guid.CreateVersion7();
        await governance.Service.Bus.PublishAsync(applied, messageId);
        await governance.Service.Bus.PublishAsync(applied, messageId);
        await governance.Service.HearAsync(applied);
        await governance.Service.HearAsync(refused);

        var decision = await caisse.Anyone.ReadAsync(caisse.At("decisions/1"));

        var told = decision.GetProperty("appliedBy").EnumerateArray()
            .ToDictionary(entry => entry.GetProperty("kind").GetString()!);
        Assert.Equal(2, told.Count);
        Assert.Equal(
            "contributions", told[SetContributionScheme.Kind].GetProperty("service").GetString());
        Assert.Equal(FoundedCaisse.Now,
            told[SetContributionScheme.Kind].GetProperty("appliedAt").GetDateTimeOffset());
        Assert.Null(told[SetContributionScheme.Kind].GetProperty("refusal").GetString());
        Assert.Equal(
            "Trop peu d'euros.", told[SetBackingRatio.Kind].GetProperty("refusal").GetString());
    }

    [Fact]
    public async Task What_is_said_of_a_decision_not_known_here_harms_nothing()
    {
        using var caisse = await governance.FoundAsync();

        await governance.Service.HearAsync(new DecisionApplied(
            caisse.Slug, Guid.CreateVersion7(), SetBackingRatio.Kind, "contributions",
            new string('x', 5000), FoundedCaisse.Now));

        var decision = await caisse.Anyone.ReadAsync(caisse.At("decisions/1"));
        Assert.Equal(0, decision.GetProperty("appliedBy").GetArrayLength());
    }

    [Fact]
    public async Task The_register_is_paged_by_number()
    {
        using var caisse = await governance.FoundAsync();
        var (body, members) = await caisse.SeatCommitteeAsync(1);
        for (var decisions = 0; decisions < 4; decisions++)
        {
            var proposal = await caisse.ProposeAsync(body);
            await caisse.OpenAsync(proposal);
            await caisse.VoteAsync(proposal, members[0]);
            await caisse.CloseAsync(proposal);
        }

        var register = await caisse.ReadAllAsync("decisions", limit: 2);

        Assert.Equal([1, 2, 3, 4, 5], register.Select(decision => decision.GetProperty("number").GetInt32()));
    }

    [Fact]
    public async Task One_caisses_numbers_and_texts_are_not_anothers()
    {
        using var one = await governance.FoundAsync();
        using var other = await governance.FoundAsync();
        var (body, members) = await one.SeatCommitteeAsync(1);
        var proposal = await one.ProposeAsync(body);
        await one.OpenAsync(proposal);
        await one.VoteAsync(proposal, members[0]);
        await one.CloseAsync(proposal);

        await other.Anyone.ReadAsync(other.At("decisions/2"), HttpStatusCode.NotFound);
        await other.Anyone.ReadAsync(other.At($"bodies/{body}"), HttpStatusCode.NotFound);
        await other.Anyone.ReadAsync(other.At($"proposals/{proposal}"), HttpStatusCode.NotFound);
        await other.Anyone.ReadAsync(other.At($"proposals/{proposal}/tally"), HttpStatusCode.NotFound);
        await other.OpenAsync(proposal, HttpStatusCode.NotFound);
        await other.CloseAsync(proposal, HttpStatusCode.NotFound);
        await other.VoteAsync(proposal, members[0], expected: HttpStatusCode.NotFound);
        await other.GiveMandateAsync(body, members[0], expected: HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("update decision set title = title")]
    [InlineData("delete from decision")]
    [InlineData("update ballot set choice = 'for'")]
    [InlineData("delete from ballot")]
    [InlineData("delete from electorate")]
    [InlineData("update electorate set member_id = member_id")]
    [InlineData("update proposal set effect_value = null")]
    [InlineData("delete from proposal")]
    [InlineData("update mandate set first_day = first_day")]
    [InlineData("delete from mandate")]
    [InlineData("delete from decision_application")]
    public async Task The_services_own_role_cannot_rewrite_history(string statement)
    {
        await using var connection = await governance.Service.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("set local role governance_service", transaction: transaction);

        var refused = await Assert.ThrowsAsync<PostgresException>(
            () => connection.ExecuteAsync(statement, transaction: transaction));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task Every_step_to_a_decision_is_in_the_audit_trail()
    {
        using var caisse = await governance.FoundAsync();
        var (body, members) = await caisse.SeatCommitteeAsync(1);
        var proposal = await caisse.ProposeAsync(body);
        await caisse.OpenAsync(proposal);
        await caisse.VoteAsync(proposal, members[0]);
        await caisse.CloseAsync(proposal);

        await using var connection = await governance.Service.Database.OpenConnectionAsync();
        var actions = await connection.QueryAsync<string>(
            "select action from audit where caisse_id = @Slug and actor = 'test-client' order by action",
            new { caisse.Slug });
        Assert.Equal(
            [
                "body.created", "decision.adopted", "mandate.given", "proposal.closed", "proposal.opened",
                "proposal.submitted",
            ],
            actions);
    }
}
