using System.Net;
using Caisse.Contracts.Membership;
using Caisse.Support;
using Dapper;

namespace Caisse.Governance.Tests;

public sealed class MandateTests(GovernanceFixture governance) : IClassFixture<GovernanceFixture>
{
    [Fact]
    public async Task A_caisse_has_one_citizens_committee_even_when_two_are_asked_for_at_once()
    {
        using var caisse = await governance.FoundAsync();
        var committee = new
        {
            kind = "citizens_committee",
            name = "Comité",
            seats = 61,
            termMonths = 12,
            quorumPercent = 50,
            decisionMode = "majority",
        };

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            caisse.Coordinator.SendJsonAsync(HttpMethod.Post, caisse.At("bodies"), committee)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(4, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        await caisse.CreateBodyAsync(kind: "working_group");
        await caisse.CreateBodyAsync(kind: "working_group");
    }

    [Fact]
    public async Task A_mandate_lasts_for_the_bodys_term_unless_told_otherwise()
    {
        using var caisse = await governance.FoundAsync();
        var body = await caisse.CreateBodyAsync();
        var members = await caisse.AdmitAsync(2);

        var whole = await caisse.GiveMandateAsync(body, members[0], "2026-03-01");
        var brief = await caisse.GiveMandateAsync(body, members[1], "2026-03-01", "2026-06-30");

        Assert.Equal("2027-02-28", whole.GetProperty("until").GetString());
        Assert.Equal("2026-06-30", brief.GetProperty("until").GetString());
    }

    [Fact]
    public async Task The_mandates_of_someone_who_died_end_with_their_last_day_and_those_over_stay()
    {
        using var caisse = await governance.FoundAsync();
        var body = await caisse.CreateBodyAsync();
        var members = await caisse.AdmitAsync(2);
        await caisse.GiveMandateAsync(body, members[0], "2025-01-01", "2025-12-31");
        await caisse.GiveMandateAsync(body, members[0], "2026-01-01", "2026-06-30");
        await caisse.GiveMandateAsync(body, members[0], "2026-07-01", "2026-12-31");
        await caisse.GiveMandateAsync(body, members[1], "2026-01-01", "2026-06-30");
        await governance.Service.HearAsync(new MemberDied(
            caisse.Slug, members[0], Guid.CreateVersion7(), new DateOnly(2026, 3, 8), FoundedCaisse.Now));

        var mandates = await caisse.ReadAllAsync($"bodies/{body}/mandates", 10);
        Assert.Equal(
            ["2025-01-01 ", "2026-01-01 2026-03-09", "2026-07-01 2026-07-01", "2026-01-01 "],
            mandates.OrderBy(one => one.GetProperty("memberId").GetGuid() == members[1])
                .ThenBy(one => one.GetProperty("from").GetString(), StringComparer.Ordinal)
                .Select(one => $"{one.GetProperty("from")} {one.GetProperty("endedOn")}"));
    }

    [Fact]
    public async Task Twenty_members_who_want_five_seats_at_once_get_five()
    {
        using var caisse = await governance.FoundAsync();
        var body = await caisse.CreateBodyAsync(seats: 5);
        var members = await caisse.AdmitAsync(20);

        var answers = await Task.WhenAll(members.Select(memberId => caisse.Coordinator.SendJsonAsync(
            HttpMethod.Post, caisse.At($"bodies/{body}/mandates"),
            new { memberId, origin = "appointment", from = "2026-03-01" }, at: FoundedCaisse.Now)));

        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        var problem = await answers.First(answer => !answer.IsSuccessStatusCode)
            .ShouldBeAsync(HttpStatusCode.Conflict);
        Assert.Equal("no-seat-left", problem.ProblemType());
        Assert.Equal(5, problem.GetProperty("seats").GetInt32());
    }

    [Fact]
    public async Task A_seat_is_free_from_the_day_a_mandate_ends_on()
    {
        using var caisse = await governance.FoundAsync();
        var body = await caisse.CreateBodyAsync(seats: 1);
        var members = await caisse.AdmitAsync(2);
        var mandate = (await caisse.GiveMandateAsync(body, members[0])).Id();
        var end = caisse.At($"bodies/{body}/mandates/{mandate}/end");
        await caisse.GiveMandateAsync(body, members[1], "2026-05-01", expected: HttpStatusCode.Conflict);

        await caisse.Coordinator.PostAsync(
            end, new { endedOn = "2026-05-01", reason = "A déménagé" }, HttpStatusCode.OK);
        await caisse.GiveMandateAsync(body, members[1], "2026-04-30", expected: HttpStatusCode.Conflict);
        await caisse.GiveMandateAsync(body, members[1], "2026-05-01");

        var again = await caisse.Coordinator.PostAsync(
            end, new { endedOn = "2026-05-02", reason = "Encore" }, HttpStatusCode.Conflict);
        Assert.Equal("already-ended", again.ProblemType());
        var history = (await caisse.Coordinator.ReadAsync(caisse.At($"bodies/{body}/mandates")))
            .GetProperty("items");
        Assert.Equal(2, history.GetArrayLength());
        Assert.Equal("2026-05-01", history[0].GetProperty("endedOn").GetString());
        Assert.Equal("A déménagé", history[0].GetProperty("endReason").GetString());
    }

    [Fact]
    public async Task Why_a_mandate_ended_is_for_coordinators_and_the_person_and_not_in_the_audit_trail()
    {
        using var caisse = await governance.FoundAsync();
        var body = await caisse.CreateBodyAsync();
        var members = await caisse.AdmitAsync(2);
        var mandate = (await caisse.GiveMandateAsync(body, members[0])).Id();
        await caisse.Coordinator.PostAsync(
            caisse.At($"bodies/{body}/mandates/{mandate}/end"),
            new { endedOn = "2026-05-01", reason = "A déménagé" }, HttpStatusCode.OK, at: FoundedCaisse.Now);

        using var themself = caisse.Member(members[0]);
        using var other = caisse.Member(members[1]);
        using var treasurer = governance.Service.Client($"{caisse.Slug}:treasurer");
        foreach (var (reader, reason) in ((HttpClient, string?)[])
            [(caisse.Coordinator, "A déménagé"), (themself, "A déménagé"), (other, null), (treasurer, null)])
        {
            var seen = (await reader.ReadAsync(caisse.At($"bodies/{body}/mandates"))).GetProperty("items")[0];
            Assert.Equal("2026-05-01", seen.GetProperty("endedOn").GetString());
            Assert.Equal(reason, seen.GetProperty("endReason").GetString());
        }
        await using var connection = await governance.Service.Database.OpenConnectionAsync();
        Assert.Equal(
            "2027-02-28 2026-05-01",
            await connection.QuerySingleAsync<string>(
                """
                select concat(before ->> 'until', ' ', after ->> 'endedOn') from audit
                where caisse_id = @Slug and action = 'mandate.ended'
                    and concat(before, after) not ilike '%reason%'
                """,
                new { caisse.Slug }));
    }

    [Theory]
    [InlineData("2026-02-28")]
    [InlineData("2027-03-01")]
    public async Task A_mandate_ends_on_one_of_its_days(string endedOn)
    {
        using var caisse = await governance.FoundAsync();
        var (body, members) = await caisse.SeatCommitteeAsync(1);
        var mandate = (await caisse.Coordinator.ReadAsync(caisse.At($"bodies/{body}/mandates")))
            .GetProperty("items")[0];

        var problem = await caisse.Coordinator.PostAsync(
            caisse.At($"bodies/{body}/mandates/{mandate.Id()}/end"), new { endedOn, reason = "x" },
            HttpStatusCode.UnprocessableEntity);

        Assert.Equal("not-in-the-mandate", problem.ProblemType());
        Assert.Equal(members[0], mandate.GetProperty("memberId").GetGuid());
    }

    [Fact]
    public async Task A_member_sits_in_a_body_once_at_a_time()
    {
        using var caisse = await governance.FoundAsync();
        var body = await caisse.CreateBodyAsync();
        var member = (await caisse.AdmitAsync(1))[0];
        await caisse.GiveMandateAsync(body, member, "2026-03-01", "2026-03-31");

        var problem = await caisse.GiveMandateAsync(
            body, member, "2026-03-31", expected: HttpStatusCode.Conflict);

        Assert.Equal("already-mandated", problem.ProblemType());
        await caisse.GiveMandateAsync(body, member, "2026-04-01");
    }

    [Fact]
    public async Task Someone_governance_has_not_heard_of_gets_no_mandate_until_it_has()
    {
        using var caisse = await governance.FoundAsync();
        var body = await caisse.CreateBodyAsync();
        var newborn = Guid.CreateVersion7();

        var problem = await caisse.GiveMandateAsync(
            body, newborn, expected: HttpStatusCode.UnprocessableEntity);
        Assert.Equal("unknown-member", problem.ProblemType());

        var changed = new HouseholdChanged(
            caisse.Slug, Guid.CreateVersion7(), [newborn], 2, FoundedCaisse.Now);
        await governance.Service.HearAsync(changed);
        await governance.Service.HearAsync(changed);
        await caisse.GiveMandateAsync(body, newborn);
    }

    [Fact]
    public async Task The_history_is_paged_and_not_for_everyone()
    {
        using var caisse = await governance.FoundAsync();
        var (body, members) = await caisse.SeatCommitteeAsync(7);

        var history = await caisse.ReadAllAsync($"bodies/{body}/mandates", limit: 3);

        Assert.Equal(
            members.Order(), history.Select(mandate => mandate.GetProperty("memberId").GetGuid()).Order());
        await caisse.Anyone.ReadAsync(caisse.At($"bodies/{body}/mandates"), HttpStatusCode.Unauthorized);
        using var till = governance.Service.Client($"{caisse.Slug}:till");
        await till.ReadAsync(caisse.At($"bodies/{body}/mandates"), HttpStatusCode.Forbidden);
    }
}
