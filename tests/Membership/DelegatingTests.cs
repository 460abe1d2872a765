using System.Net;
using System.Text.Json;
using Caisse.Contracts.Membership;
using Caisse.Support;
using Dapper;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

public sealed class DelegatingTests(Register register) : IClassFixture<Register>
{
    const string Reference = "TJ Montpellier, RG 26/0123";

    static readonly object Rose = new { person = new { firstName = " Rose ", lastName = "Petit" } };

    [Fact]
    public async Task A_guardian_is_named_told_of_and_dismissed()
    {
        var household = (await register.EnrolAsync("2026-12", Anais)).Id();
        var rose = await NameAsync(household, Rose);
        Assert.Equal(2, rose.GetProperty("version").GetInt64());
        Assert.Equal(["Rose Petit"], await ListAsync(household));
        var named = await ToldAsync(household, 2);
        Assert.Equal([rose.Id()], named.DelegateIds);

        await DismissAsync(household, rose.Id(), HttpStatusCode.OK);
        Assert.Empty(await ListAsync(household));
        Assert.Empty((await ToldAsync(household, 3)).DelegateIds);
        await DismissAsync(household, rose.Id(), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_household_that_was_told_of_and_forgotten_is_told_of_again_as_it_is()
    {
        var enrolled = await register.EnrolAsync("2026-12", Anais, Emile);
        var household = enrolled.Id();
        var rose = (await NameAsync(household, Rose)).Id();
        await register.Coordinator.PostAsync(
            $"{Root}/households/{household}/departure",
            new { lastPeriod = "2027-02", reason = "moved" }, HttpStatusCode.OK, at: Now);

        var admitted = (await register.Service.RebuildAsync<HouseholdAdmitted>())
            .Single(happened => happened.HouseholdId == household);
        var delegates = (await register.Service.RebuildAsync<HouseholdDelegatesChanged>())
            .Single(happened => happened.HouseholdId == household);
        var departed = (await register.Service.RebuildAsync<HouseholdDeparted>())
            .Single(happened => happened.HouseholdId == household);

        Assert.Equal(("2026-12", 3, Now), ($"{admitted.FromPeriod}", admitted.Version, admitted.OccurredAt));
        Assert.Equal(
            enrolled.GetProperty("memberIds").EnumerateArray().Select(id => id.GetGuid()).Order(),
            admitted.MemberIds);
        Assert.Equal([rose], delegates.DelegateIds);
        Assert.Equal(("2027-02", 3, Now), ($"{departed.LastPeriod}", departed.Version, departed.OccurredAt));
    }

    [Fact]
    public async Task One_guardian_may_stand_for_several_households_under_one_id_and_be_named_again()
    {
        var first = (await register.EnrolAsync("2026-12", Anais)).Id();
        var second = (await register.EnrolAsync("2026-12", Emile)).Id();
        var rose = (await NameAsync(first, Rose)).Id();
        Assert.Equal(rose, (await NameAsync(second, new { memberId = rose })).Id());
        await DismissAsync(first, rose, HttpStatusCode.OK);
        Assert.Equal(["Rose Petit"], await ListAsync(second));
        await NameAsync(first, new { memberId = rose });
        Assert.Equal(["Rose Petit"], await ListAsync(first));
    }

    [Fact]
    public async Task A_guardian_has_a_reference_and_may_do_what_the_households_own_people_can()
    {
        var enrolled = await register.EnrolAsync("2026-12", Anais);
        var (household, anais) = (enrolled.Id(), enrolled.GetProperty("memberIds")[0].GetGuid());
        var plain = (await NameAsync(household, Rose)).Id();
        await NameAsync(household, Guardian(null), HttpStatusCode.BadRequest);
        await NameAsync(
            household, new { memberId = plain, reference = Reference }, HttpStatusCode.BadRequest);
        var guardian = (await NameAsync(household, Guardian(Reference, anais))).Id();

        using var session = Session(guardian);
        var listed = (await session.ReadAsync($"{Root}/households/{household}/delegates"))
            .GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["delegate", "guardian"], listed.Select(one => one.GetProperty("kind").GetString()));
        Assert.Equal(
            [null, Reference], listed.Select(one => one.GetProperty("reference").GetString()));
        Assert.Equal("Anaïs", (await session.ReadAsync($"{Root}/households/{household}"))
            .GetProperty("members")[0].GetProperty("firstName").GetString());
        var export = $"{Root}/members/{anais}/export";
        await session.PostAsync(export, null, HttpStatusCode.Accepted);
        await session.ReadAsync(export, HttpStatusCode.Accepted);
        Assert.Equal(
            ["household.delegates-read", "household.read", "member.export-requested"],
            await ActsOfAsync(guardian));
        await session.PostAsync($"{Root}/members/{anais}/erasure", null, HttpStatusCode.NotFound);

        using var delegated = Session(plain);
        await delegated.ReadAsync($"{Root}/households/{household}", HttpStatusCode.NotFound);
        await delegated.ReadAsync($"{Root}/households/{household}/delegates", HttpStatusCode.NotFound);
        await delegated.PostAsync(export, null, HttpStatusCode.NotFound);
        await DismissAsync(household, guardian, HttpStatusCode.OK);
        await session.ReadAsync($"{Root}/households/{household}", HttpStatusCode.NotFound);
        await session.ReadAsync(export, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_guardian_is_given_the_data_of_their_ward_and_one_for_nobody_that_of_the_children()
    {
        var enrolled = await register.EnrolAsync(
            "2026-10", Anais, Emile, Named("Zoé", "2008-11-22"), Named("Noé", "2008-11-21"));
        var people = enrolled.GetProperty("memberIds").EnumerateArray().Select(id => id.GetGuid()).ToArray();
        var household = enrolled.Id();
        var stranger = (await register.EnrolAsync("2026-10", Emile)).GetProperty("memberIds")[0].GetGuid();
        await NameAsync(household, Guardian(Reference, stranger), HttpStatusCode.NotFound);
        await NameAsync(
            household, new { memberId = stranger, wardId = people[0] }, HttpStatusCode.BadRequest);
        var ofAnais = (await NameAsync(household, Guardian(Reference, people[0]))).Id();
        var ofChildren = (await NameAsync(household, Guardian(Reference))).Id();

        // Noé came of age on the day, Zoé does the day after.
        Assert.Equal([true, false, false, false], await MayExportAsync(ofAnais));
        Assert.Equal([false, false, true, false], await MayExportAsync(ofChildren));
        var listed = (await register.Coordinator.ReadAsync($"{Root}/households/{household}/delegates"))
            .GetProperty("items").EnumerateArray().ToDictionary(one => one.Id());
        Assert.Equal(people[0], listed[ofAnais].GetProperty("wardId").GetGuid());
        Assert.Equal(JsonValueKind.Null, listed[ofChildren].GetProperty("wardId").ValueKind);

        async Task<List<bool>> MayExportAsync(Guid guardian)
        {
            using var session = Session(guardian);
            var may = new List<bool>();
            foreach (var person in people)
            {
                using var asked = await session.SendJsonAsync(
                    HttpMethod.Post, $"{Root}/members/{person}/export", at: Now);
                using var read = await session.SendJsonAsync(
                    HttpMethod.Get, $"{Root}/members/{person}/export", at: Now);
                Assert.Equal(asked.StatusCode, read.StatusCode);
                may.Add(asked.StatusCode == HttpStatusCode.Accepted);
            }
            return may;
        }
    }

    [Fact]
    public async Task A_guardian_goes_along_when_the_household_merges_and_is_forgotten_with_their_reference()
    {
        var left = (await register.EnrolAsync("2026-10", Anais)).Id();
        var home = (await register.EnrolAsync("2026-10", Emile)).Id();
        var guardian = (await NameAsync(left, Guardian(Reference))).Id();
        await register.Coordinator.PostAsync(
            $"{Root}/households/{left}/merge", new { into = home, on = "2026-11-15" }, HttpStatusCode.OK,
            at: Now);
        Assert.Equal(["Ida Blanc"], await ListAsync(home));
        Assert.Empty(await ListAsync(left));
        var told = (await register.Service.PublishedAsync<HouseholdDelegatesChanged>())
            .ToLookup(one => one.HouseholdId);
        Assert.Equal([guardian], told[home].MaxBy(one => one.Version)!.DelegateIds);
        Assert.Empty(told[left].MaxBy(one => one.Version)!.DelegateIds);

        await DismissAsync(home, guardian, HttpStatusCode.OK);
        Assert.Equal(1, await AppointmentsAsync(home));
        await register.Coordinator.PostAsync(
            $"{Root}/members/{guardian}/erasure", null, HttpStatusCode.OK, at: Now);
        Assert.Equal(0, await AppointmentsAsync(home));
    }

    [Fact]
    public async Task A_member_may_stand_for_another_household_and_not_for_their_own()
    {
        var own = await register.EnrolAsync("2026-12", Emile);
        var emile = own.GetProperty("memberIds")[0].GetGuid();
        var other = (await register.EnrolAsync("2026-12", Anais)).Id();
        Assert.Equal(emile, (await NameAsync(other, new { memberId = emile })).Id());
        Assert.Equal(["Émile Martin"], await ListAsync(other));
        var twice = await NameAsync(other, new { memberId = emile }, HttpStatusCode.Conflict);
        Assert.Equal("already-delegate", twice.ProblemType());
        var athome = await NameAsync(own.Id(), new { memberId = emile }, HttpStatusCode.Conflict);
        Assert.Equal("lives-there", athome.ProblemType());
    }

    [Fact]
    public async Task Whom_the_fund_does_not_know_must_be_named()
    {
        var household = (await register.EnrolAsync("2026-12", Anais)).Id();
        await NameAsync(household, new { memberId = Guid.CreateVersion7() }, HttpStatusCode.NotFound);
        await NameAsync(household, new { }, HttpStatusCode.BadRequest);
        var nameless = await NameAsync(
            household, new { person = new { firstName = "4", lastName = "" } }, HttpStatusCode.BadRequest);
        var detail = nameless.GetProperty("detail").GetString();
        Assert.Contains("person.firstName", detail, StringComparison.Ordinal);
        Assert.Contains("person.lastName", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_household_has_at_most_ten_delegates_also_when_they_are_named_at_once()
    {
        var household = (await register.EnrolAsync("2026-12", Anais)).Id();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            register.Coordinator.SendJsonAsync(
                HttpMethod.Post, $"{Root}/households/{household}/delegates", Rose, at: Now)));
        Assert.Equal(10, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.Equal(10, (await ListAsync(household)).Count);
    }

    [Fact]
    public async Task Members_read_the_delegates_of_their_own_household_only()
    {
        var household = await register.EnrolAsync("2026-12", Anais);
        await NameAsync(household.Id(), Rose);
        var anais = household.GetProperty("memberIds")[0].GetGuid();
        using var own = register.Service.ClientWith(
            TestIdentity.Token(["montpellier:member"], memberId: anais));
        using var other = register.Service.ClientWith(
            TestIdentity.Token(["montpellier:member"], memberId: Guid.CreateVersion7()));
        await own.ReadAsync($"{Root}/households/{household.Id()}/delegates");
        await other.ReadAsync($"{Root}/households/{household.Id()}/delegates", HttpStatusCode.NotFound);
    }

    Task<JsonElement> NameAsync(
        Guid household, object body, HttpStatusCode expected = HttpStatusCode.Created) =>
        register.Coordinator.PostAsync(
            $"{Root}/households/{household}/delegates", body, expected, at: Now);

    static object Guardian(string? reference, Guid? wardId = null) => new
    {
        person = new { firstName = "Ida", lastName = "Blanc" }, kind = "guardian", reference, wardId,
    };

    HttpClient Session(Guid delegateId) => register.Service.ClientWith(
        TestIdentity.Token(["montpellier:delegate"], subject: $"{delegateId}", memberId: delegateId));

    async Task<IReadOnlyList<string>> ActsOfAsync(Guid delegateId)
    {
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<string>(
            "select action from audit where actor = @Actor order by action",
            new { Actor = delegateId.ToString() })];
    }

    async Task<int> AppointmentsAsync(Guid household)
    {
        await using var connection = await register.Service.Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>(
            """
            select count(*) from personal_data join delegation on delegation_id = subject_id
            where household_id = @household
            """, new { household });
    }

    async Task DismissAsync(Guid household, Guid delegateId, HttpStatusCode expected)
    {
        using var response = await register.Coordinator.SendJsonAsync(
            HttpMethod.Delete, $"{Root}/households/{household}/delegates/{delegateId}", at: Now);
        await response.ShouldBeAsync(expected);
    }

    async Task<IReadOnlyList<string>> ListAsync(Guid household) =>
        [.. (await register.Coordinator.ReadAsync($"{Root}/households/{household}/delegates"))
            .GetProperty("items").EnumerateArray()
            .Select(one => $"{one.GetProperty("firstName")} {one.GetProperty("lastName")}")];

    Task<HouseholdDelegatesChanged> ToldAsync(Guid household, long version) =>
        register.Service.ShouldPublishAsync<HouseholdDelegatesChanged>(
            told => told.HouseholdId == household && told.Version == version);
}
