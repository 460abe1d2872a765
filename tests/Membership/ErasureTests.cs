using System.Net;
using System.Text.Json;
using Caisse.Contracts.Membership;
using Caisse.Membership.ProtectingData;
using Caisse.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

public sealed class ErasureTests(Register register) : IClassFixture<Register>
{
    static readonly DateTimeOffset Later = Now.AddMonths(3);

    [Fact]
    public async Task Whoever_belongs_to_the_fund_is_not_forgotten_and_is_told_why()
    {
        var (_, members) = await EnrolAsync(Named("Ysaline", "1990-05-05"));

        var problem = await EraseAsync(members[0], Now, HttpStatusCode.Conflict);

        Assert.Equal("still-member", problem.ProblemType());
        await register.Coordinator.PostAsync(
            $"{Root}/members/{Guid.CreateVersion7()}/erasure", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task With_the_last_person_their_household_and_application_are_forgotten_and_ids_stay()
    {
        var application = (await register.ApplyAsync(
            Named("Ottoline", "1990-05-05"), Named("Perceval", "1991-06-06"))).Id();
        var admitted = await register.Coordinator.PostAsync(
            $"{Root}/applications/{application}/admission",
            new { decision = "admit", fromPeriod = "2026-12" }, HttpStatusCode.OK, at: Now);
        var household = admitted.GetProperty("householdId").GetGuid();
        var members = (await register.Service.ShouldPublishAsync<HouseholdAdmitted>(
            happened => happened.HouseholdId == household)).MemberIds;
        await register.Coordinator.PostAsync(
            $"{Root}/participations",
            new { memberId = members[0], kind = "volunteering", on = "2026-11-20", @event = "Cuisine chez Ottoline" },
            at: Now);
        await DepartAsync(household, "2026-12");

        Assert.Equal(1, await FoundAsync("ottoline"));
        await EraseAsync(members[0], Later);
        Assert.Equal((0, 1), (await FoundAsync("ottoline"), await FoundAsync("perceval")));
        var half = await ReadAsync(household);
        Assert.Equal("1 rue de la Loge", half.GetProperty("address").GetProperty("street").GetString());
        Assert.Empty((await ErasedAsync(members[0])).HouseholdIds);
        await EraseAsync(members[1], Later);
        await EraseAsync(members[1], Later.AddDays(1));
        Assert.Equal(0, await FoundAsync("perceval"));

        Assert.Equal([household], (await ErasedAsync(members[1])).HouseholdIds);
        foreach (var text in new[] { "Ottoline", "Perceval", "1000-1500" })
        {
            Assert.Empty(await Plainly.TablesShowingAsync(register.Service.Database, text));
        }
        var participations = await register.Coordinator.ReadAsync($"{Root}/participations?memberId={members[0]}");
        Assert.Equal("—", Assert.Single(participations.GetProperty("items").EnumerateArray())
            .GetProperty("event").GetString());
        var read = await ReadAsync(household);
        Assert.Equal("—", read.GetProperty("address").GetProperty("street").GetString());
        Assert.Equal(
            [members[0], members[1]], read.GetProperty("members").EnumerateArray().Select(one => one.Id()));
        Assert.Equal("1990-01-01", read.GetProperty("members")[0].GetProperty("birthDate").GetString());
        Assert.Equal(0, await CountAsync([.. members, household, application]));
        var problem = await register.Coordinator.PostAsync(
            $"{Root}/members/{members[0]}/export", null, HttpStatusCode.Conflict);
        Assert.Equal("erased", problem.ProblemType());
    }

    async Task<int> FoundAsync(string text) =>
        (await register.Coordinator.ReadAsync($"{Root}/households?q={text}"))
            .GetProperty("items").GetArrayLength();

    [Fact]
    public async Task A_guardian_who_stands_for_nobody_any_more_is_forgotten()
    {
        var (household, _) = await EnrolAsync(Emile);
        var delegates = $"{Root}/households/{household}/delegates";
        var rose = (await register.Coordinator.PostAsync(
            delegates, new { person = new { firstName = "Rosamonde", lastName = "Petit" } })).Id();

        var problem = await EraseAsync(rose, Now, HttpStatusCode.Conflict);
        Assert.Equal("still-delegate", problem.ProblemType());
        using var ended = await register.Coordinator.SendJsonAsync(HttpMethod.Delete, $"{delegates}/{rose}");
        await ended.ShouldBeAsync(HttpStatusCode.OK);
        await EraseAsync(rose, Now);

        Assert.Equal(0, await CountAsync([rose]));
        Assert.Empty((await ErasedAsync(rose)).HouseholdIds);
    }

    [Fact]
    public async Task A_refused_application_is_forgotten_six_months_later_by_itself()
    {
        var old = await RefusedAsync(Now.AddMonths(-7));
        var recent = await RefusedAsync(Now.AddMonths(-5));

        await Retention.EndAsync(Now, CancellationToken.None);
        await Retention.EndAsync(Now, CancellationToken.None);

        Assert.Equal(0, await CountAsync([old]));
        Assert.Equal(1, await CountAsync([recent]));
        var listed = (await register.Coordinator.ReadAsync($"{Root}/applications?state=refused&limit=500"))
            .GetProperty("items").EnumerateArray().Single(one => one.Id() == old);
        Assert.Equal("—", listed.GetProperty("members")[0].GetProperty("firstName").GetString());
        Assert.Equal("erased", listed.GetProperty("refusalReason").GetString());
    }

    [Fact]
    public async Task Five_years_after_a_household_left_its_people_are_forgotten_and_exports_after_a_month()
    {
        var (household, members) = await EnrolAsync(Anais, Emile);
        await register.Coordinator.PostAsync(
            $"{Root}/members/{members[0]}/export", null, HttpStatusCode.Accepted, at: Now);
        await DepartAsync(household, "2026-12");

        await Retention.EndAsync(Now.AddDays(31), CancellationToken.None);
        Assert.Equal(0, await CountExportsAsync(members[0]));
        Assert.Equal(3, await CountAsync([.. members, household]));
        await Retention.EndAsync(Now.AddMonths(61), CancellationToken.None);
        Assert.Equal(3, await CountAsync([.. members, household]));
        await Retention.EndAsync(Now.AddMonths(62), CancellationToken.None);

        Assert.Equal(0, await CountAsync([.. members, household]));
        var told = await Task.WhenAll(members.Select(ErasedAsync));
        Assert.Equal([household], told.SelectMany(erased => erased.HouseholdIds));
    }

    [Fact]
    public async Task A_draw_still_adds_up_when_a_candidate_is_forgotten_who_stands_no_more()
    {
        var drawn = await Campaign.WithCandidatesAsync(register, 12);
        var drawId = (await drawn.DrawWholeAsync()).Id();
        var person = drawn.AnsweredGenders.Keys.First();
        var open = await Campaign.OpenAsync(register);
        await register.Coordinator.PostAsync(
            $"{open.Root}/candidates", new { personId = person, answers = Campaign.Gender(0) }, at: Now);
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        await DepartAsync(await connection.ExecuteScalarAsync<Guid>(
            "select household_id from member where member_id = @person", new { person }), "2026-12");

        await EraseAsync(person, Later);

        Assert.Null(await drawn.VerifyAsync(drawId));
        Assert.Equal(["{}"], await connection.QueryAsync<string>(
            "select features::text from candidate where person_id = @person", new { person }));
        Assert.Equal(0, (await register.Anyone.ReadAsync(open.Root)).GetProperty("candidates").GetInt32());
        Assert.Equal(12, (await register.Coordinator.ReadAsync($"{Root}/draws/{drawId}"))
            .GetProperty("candidates").GetInt32());
    }

    EndRetention Retention => register.Service.Services.GetRequiredService<EndRetention>();

    async Task<(Guid Household, IReadOnlyList<Guid> Members)> EnrolAsync(params object[] people)
    {
        var enrolled = await register.EnrolAsync("2026-12", people);
        return (enrolled.Id(),
            [.. enrolled.GetProperty("memberIds").EnumerateArray().Select(id => id.GetGuid())]);
    }

    async Task<Guid> RefusedAsync(DateTimeOffset at)
    {
        var id = (await register.Anyone.PostAsync($"{Root}/applications", Application(Anais), at: Now)).Id();
        await register.Coordinator.PostAsync(
            $"{Root}/applications/{id}/admission", new { decision = "refuse", reason = "Lives elsewhere." },
            HttpStatusCode.OK, at: at);
        return id;
    }

    Task<JsonElement> DepartAsync(Guid household, string lastPeriod) => register.Coordinator.PostAsync(
        $"{Root}/households/{household}/departure", new { lastPeriod, reason = "Moves away." },
        HttpStatusCode.OK, at: Now);

    Task<JsonElement> EraseAsync(
        Guid member, DateTimeOffset at, HttpStatusCode expected = HttpStatusCode.OK) =>
        register.Coordinator.PostAsync($"{Root}/members/{member}/erasure", null, expected, at: at);

    Task<JsonElement> ReadAsync(Guid household) =>
        register.Coordinator.ReadAsync($"{Root}/households/{household}", at: Now);

    async Task<MemberErased> ErasedAsync(Guid member) => Assert.Single(
        await register.Service.PublishedAsync<MemberErased>(), erased => erased.MemberId == member);

    async Task<int> CountAsync(Guid[] subjects)
    {
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>(
            "select count(*) from personal_data where subject_id = any(@subjects)", new { subjects });
    }

    async Task<int> CountExportsAsync(Guid member)
    {
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>(
            "select count(*) from personal_export where member_id = @member", new { member });
    }
}
