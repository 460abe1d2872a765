using System.Net;
using System.Text.Json;
using Caisse.Contracts.Membership;
using Caisse.Membership.ProtectingData;
using Caisse.ServiceDefaults;
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
        foreach (var text in new[] { "Ottoline", "Perceval" })
        {
            Assert.Empty(await Plainly.TablesShowingAsync(register.Service.Database, text));
        }
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        Assert.Equal([null, null], await connection.QueryAsync<string?>(
            """
            select income_bracket from application where application_id = @application
            union all select income_bracket from household where household_id = @household
            """, new { application, household }));
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

        await EndRetentionAsync(Now);
        await EndRetentionAsync(Now);

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

        await EndRetentionAsync(Now.AddDays(31));
        Assert.Equal(0, await CountExportsAsync(members[0]));
        Assert.Equal(3, await CountAsync([.. members, household]));
        await EndRetentionAsync(Now.AddMonths(61));
        Assert.Equal(3, await CountAsync([.. members, household]));
        await EndRetentionAsync(Now.AddMonths(62));

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

    [Fact]
    public async Task How_to_reach_them_is_forgotten_while_others_of_the_household_stay()
    {
        var application = (await register.ApplyAsync(Anais, Emile)).Id();
        var household = (await register.Coordinator.PostAsync(
            $"{Root}/applications/{application}/admission",
            new { decision = "admit", fromPeriod = "2026-10" }, HttpStatusCode.OK, at: Now))
            .GetProperty("householdId").GetGuid();
        var before = await ReadAsync(household);
        Assert.Equal("anais@example.org", before.GetProperty("contact").GetProperty("email").GetString());
        var leaving = before.GetProperty("members")[0].Id();
        await register.Coordinator.PostAsync(
            $"{Root}/households/{household}/members/{leaving}/departure",
            new { leftOn = "2026-11-10", reason = "moved_out" }, HttpStatusCode.OK, at: Now);

        await EraseAsync(leaving, Now);

        var read = await ReadAsync(household);
        Assert.Equal("1 rue de la Loge", read.GetProperty("address").GetProperty("street").GetString());
        Assert.Equal(JsonValueKind.Null, read.GetProperty("contact").GetProperty("email").ValueKind);
        Assert.Equal(JsonValueKind.Null, read.GetProperty("contact").GetProperty("phone").ValueKind);
        Assert.Equal((0, 1), (await CountAsync([application]), await CountAsync([household])));
    }

    [Fact]
    public async Task An_applicant_is_forgotten_and_the_others_of_their_application_may_still_join()
    {
        var (application, people) = await ApplyAsync(
            Named("Guillemette", "1990-05-05"), Named("Barthélemy", "1991-06-06"));
        await register.Coordinator.PostAsync(
            $"{Root}/members/{people[0]}/export", null, HttpStatusCode.Accepted, at: Now);
        var asked = await register.Service.ShouldPublishAsync<PersonalDataRequested>(
            one => one.MemberId == people[0]);
        Assert.Empty(asked.HouseholdIds);

        await EraseAsync(people[0], Now);
        await EraseAsync(people[0], Now.AddDays(1));

        Assert.Empty((await ErasedAsync(people[0])).HouseholdIds);
        Assert.Equal((0, 2), (await CountAsync([people[0]]), await CountAsync([people[1], application])));
        var campaign = await Campaign.OpenAsync(register);
        await register.Coordinator.PostAsync(
            $"{campaign.Root}/candidates", new { personId = people[0], answers = Campaign.Gender(0) },
            HttpStatusCode.NotFound, at: Now);
        var household = (await register.Coordinator.PostAsync(
            $"{Root}/applications/{application}/admission",
            new { decision = "admit", fromPeriod = "2026-12" }, HttpStatusCode.OK, at: Now))
            .GetProperty("householdId").GetGuid();
        var read = await ReadAsync(household);
        Assert.Equal([people[1]], read.GetProperty("members").EnumerateArray().Select(one => one.Id()));
        Assert.Equal(JsonValueKind.Null, read.GetProperty("contact").GetProperty("email").ValueKind);
    }

    [Fact]
    public async Task With_its_last_person_an_application_that_waits_is_withdrawn_and_forgotten()
    {
        var (application, people) = await ApplyAsync(
            Named("Philomène", "1990-05-05"), Named("Théodule", "1991-06-06"));
        var campaign = await Campaign.OpenAsync(register);
        await register.Coordinator.PostAsync(
            $"{campaign.Root}/candidates",
            new { personId = people[0], answers = Campaign.Gender(0) }, at: Now);

        foreach (var person in people)
        {
            await EraseAsync(person, Now);
        }

        Assert.Equal(0, await CountAsync([.. people, application]));
        var read = await register.Anyone.ReadAsync(campaign.Root);
        Assert.Equal(0, read.GetProperty("candidates").GetInt32());
        var listed = (await register.Coordinator.ReadAsync($"{Root}/applications?state=refused&limit=500"))
            .GetProperty("items").EnumerateArray().Single(one => one.Id() == application);
        Assert.Equal(
            ("erased", JsonValueKind.Null),
            (listed.GetProperty("refusalReason").GetString(), listed.GetProperty("incomeBracket").ValueKind));
        var decided = await register.Coordinator.PostAsync(
            $"{Root}/applications/{application}/admission",
            new { decision = "admit", fromPeriod = "2026-12" }, HttpStatusCode.Conflict, at: Now);
        Assert.Equal("already-decided", decided.ProblemType());
    }

    [Fact]
    public async Task What_a_pool_knows_of_an_applicant_is_forgotten_with_the_refused_application()
    {
        var (application, people) = await ApplyAsync(Named("Eudoxie", "1990-05-05"));
        var campaign = await Campaign.WithCandidatesAsync(register, 12);
        await register.Coordinator.PostAsync(
            $"{campaign.Root}/candidates",
            new { personId = people[0], answers = Campaign.Gender(0) }, at: Now);
        await campaign.FreezeUntilAsync("committed");
        await register.Coordinator.PostAsync(
            $"{Root}/applications/{application}/admission", new { decision = "refuse", reason = "Full." },
            HttpStatusCode.OK, at: Now);

        await EndRetentionAsync(Now.AddMonths(7));

        await using var connection = await register.Service.Database.OpenConnectionAsync();
        Assert.Equal(["{} "], await connection.QueryAsync<string>(
            "select features::text || ' ' || address_key from candidate where person_id = @person",
            new { person = people[0] }));
        Assert.Equal(0, await CountAsync([people[0], application]));
    }

    [Fact]
    public async Task Five_years_after_they_stood_for_somebody_a_delegate_is_forgotten()
    {
        var (household, _) = await EnrolAsync(Emile);
        var delegates = $"{Root}/households/{household}/delegates";
        var (ended, standing) = (await NameAsync("Ida"), await NameAsync("Rose"));
        using var response = await register.Coordinator.SendJsonAsync(
            HttpMethod.Delete, $"{delegates}/{ended}", at: Now);
        await response.ShouldBeAsync(HttpStatusCode.OK);

        await EndRetentionAsync(Now.AddMonths(59));
        Assert.Equal(2, await CountAsync([ended, standing]));
        await EndRetentionAsync(Now.AddMonths(61));
        Assert.Equal((0, 1), (await CountAsync([ended]), await CountAsync([standing])));

        async Task<Guid> NameAsync(string firstName) => (await register.Coordinator.PostAsync(
            delegates, new { person = new { firstName, lastName = "Petit" } }, at: Now)).Id();
    }

    async Task<(Guid Application, IReadOnlyList<Guid> People)> ApplyAsync(params object[] people)
    {
        var application = (await register.ApplyAsync(people)).Id();
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        return (application, [.. await connection.QueryAsync<Guid>(
            """
            select member_id from application_member where application_id = @application order by birth_date
            """, new { application })]);
    }

    async Task EndRetentionAsync(DateTimeOffset now)
    {
        var services = register.Service.Services;
        foreach (var caisse in await services.GetRequiredService<Caisses>().ListAsync(CancellationToken.None))
        {
            await services.GetRequiredService<EndRetention>().EndAsync(caisse, now, CancellationToken.None);
        }
    }

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
