using System.Net;
using System.Text.Json;
using Caisse.Contracts.Membership;
using Caisse.Support;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

public sealed class DelegatingTests(Register register) : IClassFixture<Register>
{
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
