using System.Text.Json;
using Caisse.Contracts;
using Caisse.Contracts.Governance;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Caisse.MerchantNetwork.Tests.Slices;

public sealed class AccreditingTests(StartedMerchantNetwork started) : IClassFixture<StartedMerchantNetwork>
{
    [Fact]
    public async Task A_decision_accredits_and_suspends_and_the_register_shows_every_step()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var id = await caisse.ApplyAsync();
        var accredited = await caisse.DecideAsync(
            "2026-03-01", TestCaisse.Accredit(["bread"], "2026-12-31", id));
        var suspended = await caisse.DecideAsync("2026-06-01", TestCaisse.Suspend(id, "hygiene"));
        var lifted = await caisse.DecideAsync(
            "2026-07-01", TestCaisse.Accredit(["bread", "cheese"], null, id));

        Assert.Equal("applied", State(await caisse.StandingAsync(id, "2026-02-01T00:00:00Z")));
        Assert.Equal("accredited", State(await caisse.StandingAsync(id, "2026-05-31T12:00:00Z")));
        var during = await caisse.StandingAsync(id, "2026-06-01T12:00:00Z");
        Assert.Equal(("suspended", "hygiene"), (State(during), during.GetProperty("reason").GetString()));
        Assert.Equal(["bread"], Categories(during));
        var today = await caisse.StandingAsync(id, "2026-08-01T12:00:00Z");
        Assert.Equal("accredited", State(today));
        Assert.Equal(["bread", "cheese"], Categories(today));
        Assert.Equal(
            [accredited.DecisionId, suspended.DecisionId, lifted.DecisionId],
            today.GetProperty("history").EnumerateArray()
                .Select(entry => entry.GetProperty("decisionId").GetGuid()));
    }

    [Fact]
    public async Task What_was_told_of_points_of_sale_and_forgotten_is_told_again_as_it_was()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var id = await caisse.ApplyAsync();
        await caisse.DecideAsync("2026-03-01", TestCaisse.Accredit(["bread"], "2026-12-31", id));
        await caisse.DecideAsync("2026-06-01", TestCaisse.Suspend(id, "hygiene"));

        var applied = await started.Service.RebuildAsync<PointOfSaleApplied>();
        var changed = await started.Service.RebuildAsync<AccreditationChanged>();

        Assert.Equal(
            Of((await started.Service.PublishedAsync<PointOfSaleApplied>()).Where(IsOfCaisse)),
            Of(applied.Where(IsOfCaisse)));
        Assert.Equal(2, changed.Count(IsOfCaisse));
        Assert.Equal(
            Of((await started.Service.PublishedAsync<AccreditationChanged>()).Where(IsOfCaisse)),
            Of(changed.Where(IsOfCaisse)));

        bool IsOfCaisse(IEvent happened) => happened.Caisse == caisse.Slug;
        static IEnumerable<string> Of(IEnumerable<IEvent> happened) => happened.Select(EventText.Of);
    }

    [Fact]
    public async Task An_accreditation_that_was_not_renewed_ends()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var id = await caisse.ApplyAsync();
        await caisse.DecideAsync("2026-03-01", TestCaisse.Accredit(null, "2026-03-31", id));
        Assert.Equal("accredited", State(await caisse.StandingAsync(id, "2026-03-31T21:59:00Z")));
        Assert.Equal("ended", State(await caisse.StandingAsync(id, "2026-03-31T22:01:00Z")));
    }

    [Fact]
    public async Task Others_are_told_each_change_with_the_day_it_holds_from()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        Guid[] ids = [await caisse.ApplyAsync(), await caisse.ApplyAsync()];
        var accredited = await caisse.DecideAsync(
            "2026-03-01", TestCaisse.Accredit(["bread"], "2026-12-31", ids));
        var suspended = await caisse.DecideAsync("2026-06-01", TestCaisse.Suspend(ids[1]));
        var told = await ToldAsync(caisse);
        Assert.Equal(3, told.Count);
        Assert.All(told.Take(2), change => Assert.Equal(
            ("accredited", accredited.InForceFrom, new DateOnly(2026, 12, 31), accredited.DecisionId),
            (change.State, change.Since, change.Until!.Value, change.DecisionId)));
        var last = told[2];
        Assert.Equal(
            (ids[1], "suspended", suspended.InForceFrom), (last.PointOfSaleId, last.State, last.Since));
        Assert.Equal(["bread"], last.Categories);
        Assert.True(last.Version > told[1].Version);
    }

    [Fact]
    public async Task An_effect_that_names_an_unknown_point_of_sale_changes_none()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var other = await TestCaisse.FoundAsync(started.Service);
        var (id, notOurs) = (await caisse.ApplyAsync(), await other.ApplyAsync());
        var adopted = await caisse.DecideAsync(
            "2026-03-01", TestCaisse.Accredit(null, null, id, notOurs), TestCaisse.Fee(100));
        var answers = (await started.Service.PublishedAsync<DecisionApplied>())
            .Where(answer => answer.DecisionId == adopted.DecisionId)
            .ToDictionary(answer => answer.EffectKind);
        Assert.Contains(
            notOurs.ToString(), answers["accredit_point_of_sale"].Refusal, StringComparison.Ordinal);
        Assert.Null(answers["set_settlement_terms"].Refusal);
        Assert.Equal("applied", State(await caisse.StandingAsync(id, "2026-04-01T00:00:00Z")));
        Assert.Empty(await ToldAsync(caisse));
    }

    [Fact]
    public async Task A_decision_that_contradicts_itself_is_answered_in_words()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var id = await caisse.ApplyAsync();
        await caisse.DecideAsync("2026-03-01", TestCaisse.Accredit(null, null, id), TestCaisse.Suspend(id));
        Assert.Equal("accredited", State(await caisse.StandingAsync(id, "2026-04-01T00:00:00Z")));
        var adopted = await caisse.DecideAsync("2026-05-02", TestCaisse.Accredit(null, "2026-05-01", id));
        var answer = await started.Service.ShouldPublishAsync<DecisionApplied>(
            it => it.DecisionId == adopted.DecisionId);
        Assert.Contains("2026-05-01", answer.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decisions_twice_and_in_any_order_lead_to_the_same_place()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var id = await caisse.ApplyAsync();
        DecisionAdopted[] decisions =
        [
            caisse.Decision(3, "2026-04-01", TestCaisse.Accredit(["wine"], null, id)),
            caisse.Decision(1, "2026-03-01", TestCaisse.Accredit(["bread"], null, id)),
            caisse.Decision(2, "2026-04-01", TestCaisse.Suspend(id)),
        ];
        foreach (var decision in decisions.Concat(decisions))
        {
            await started.Service.HearAsync(decision);
        }
        await Task.WhenAll(decisions.Select(started.Service.HearAsync));
        Assert.Equal(["bread"], Categories(await caisse.StandingAsync(id, "2026-03-31T12:00:00Z")));
        Assert.Equal(["wine"], Categories(await caisse.StandingAsync(id, "2026-04-01T12:00:00Z")));
        var told = await ToldAsync(caisse);
        Assert.Equal([1L, 2L, 3L], told.Select(change => change.Version).Order());
        Assert.Equal("wine", told.MaxBy(change => change.Version)!.Categories.Single());
    }

    [Fact]
    public async Task Not_even_the_service_itself_can_rewrite_the_history()
    {
        var source = started.Service.Services.GetRequiredService<NpgsqlDataSource>();
        await using var connection = await source.OpenConnectionAsync();
        string[] appendOnly = ["accreditation", "rule_in_force", "settlement_line", "movement"];
        foreach (var table in appendOnly)
        {
            var update = await Assert.ThrowsAsync<PostgresException>(
                () => connection.ExecuteAsync($"update {table} set caisse_id = ''"));
            var delete = await Assert.ThrowsAsync<PostgresException>(
                () => connection.ExecuteAsync($"delete from {table}"));
            Assert.Equal(
                [PostgresErrorCodes.InsufficientPrivilege, PostgresErrorCodes.InsufficientPrivilege],
                [update.SqlState, delete.SqlState]);
        }
    }

    async Task<List<AccreditationChanged>> ToldAsync(TestCaisse caisse) =>
    [
        .. (await started.Service.PublishedAsync<AccreditationChanged>())
            .Where(change => change.Caisse == caisse.Slug),
    ];

    static string? State(JsonElement standing) => standing.GetProperty("state").GetString();

    static IEnumerable<string?> Categories(JsonElement standing) =>
        standing.GetProperty("categories").EnumerateArray().Select(category => category.GetString());
}
