using System.Net;
using Caisse.Contracts.Membership;
using Caisse.Support;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

public sealed class ApplyingTests(Register register) : IClassFixture<Register>
{
    const string Applications = $"{Root}/applications";

    static readonly object Admit = new { decision = "admit", fromPeriod = "2026-12" };
    static readonly object Refuse = new { decision = "refuse", reason = "Lives elsewhere." };

    [Fact]
    public async Task Anyone_may_ask_to_join_and_the_answer_says_nothing_personal()
    {
        var answer = await register.ApplyAsync(Anais);
        Assert.Equal("received", answer.GetProperty("state").GetString());
        Assert.Equal(["id", "state"], answer.EnumerateObject().Select(member => member.Name).Order());
    }

    [Fact]
    public async Task Nobody_joins_a_caisse_that_does_not_exist()
    {
        using var anyone = register.Service.Client();
        await anyone.PostAsync(
            "/v1/caisses/atlantis/applications", Application(Anais),
            HttpStatusCode.NotFound, at: Now);
    }

    [Fact]
    public async Task The_coordinator_reads_who_asked_by_state()
    {
        var id = (await register.ApplyAsync(Emile, Named("Zoé", "2015-07-01"))).Id();
        var page = await register.Coordinator.ReadAsync($"{Applications}?state=received&limit=500");
        var found = page.GetProperty("items").EnumerateArray().Single(item => item.Id() == id);
        Assert.Equal("1985-01-31", found.GetProperty("members")[0].GetProperty("birthDate").GetString());
        Assert.Equal("Zoé", found.GetProperty("members")[1].GetProperty("firstName").GetString());
        Assert.Equal("Écusson", found.GetProperty("address").GetProperty("district").GetString());
        Assert.Equal("2026-1", found.GetProperty("consentTextVersion").GetString());
        var refused = await register.Coordinator.ReadAsync($"{Applications}?state=refused&limit=500");
        Assert.DoesNotContain(refused.GetProperty("items").EnumerateArray(), item => item.Id() == id);
        using var treasurer = register.Service.Client("montpellier:treasurer");
        await treasurer.ReadAsync(Applications, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_admission_makes_a_household_of_the_people_who_applied()
    {
        var id = (await register.ApplyAsync(Emile, Named("Zoé", "2015-07-01"))).Id();
        var applied = (await register.Coordinator.ReadAsync($"{Applications}?limit=500"))
            .GetProperty("items").EnumerateArray().Single(item => item.Id() == id);

        var admission = await DecideAsync(id, Admit, HttpStatusCode.OK);

        Assert.Equal("admitted", admission.GetProperty("state").GetString());
        var householdId = admission.GetProperty("householdId").GetGuid();
        var admitted = await register.Service.ShouldPublishAsync<HouseholdAdmitted>(
            happened => happened.HouseholdId == householdId);
        Assert.Equal(1, admitted.Version);
        Assert.Equal("2026-12", admitted.FromPeriod.ToString());
        Assert.Equal(
            applied.GetProperty("members").EnumerateArray().Select(member => member.Id()).Order(),
            admitted.MemberIds.Order());
        var household = await register.Coordinator.ReadAsync(
            $"{Root}/households/{householdId}?on=2026-12-01", at: Now);
        Assert.Equal([41, 11], Ages(household));
    }

    [Theory]
    [InlineData("admit")]
    [InlineData("refuse")]
    public async Task A_second_decision_is_refused_and_names_the_first(string first)
    {
        var id = (await register.ApplyAsync(Emile)).Id();
        await DecideAsync(id, first == "admit" ? Admit : Refuse, HttpStatusCode.OK);
        foreach (var second in new[] { Admit, Refuse })
        {
            var problem = await DecideAsync(id, second, HttpStatusCode.Conflict);
            Assert.Equal("already-decided", problem.ProblemType());
            Assert.Equal(first == "admit" ? "admitted" : "refused", problem.GetProperty("state").GetString());
        }
    }

    [Fact]
    public async Task Ten_coordinators_who_admit_at_once_make_one_household()
    {
        var id = (await register.ApplyAsync(Emile)).Id();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
            register.Coordinator.SendJsonAsync(HttpMethod.Post, $"{Applications}/{id}/admission", Admit)));
        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(9, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_decision_carries_what_goes_with_it()
    {
        var id = (await register.ApplyAsync(Emile)).Id();
        object[] bad =
        [
            new { decision = "admit" }, new { decision = "refuse" },
            new { decision = "refuse", reason = " " }, new { decision = "perhaps", reason = "x" },
            new { decision = "admit", fromPeriod = "0001-01" },
            new { decision = "refuse", reason = "x", fromPeriod = "2026-12" },
        ];
        foreach (var request in bad)
        {
            await DecideAsync(id, request, HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task The_list_comes_in_pages()
    {
        for (var time = 0; time < 3; time++)
        {
            await register.ApplyAsync(Emile);
        }
        var first = await register.Coordinator.ReadAsync($"{Applications}?limit=2");
        var next = first.GetProperty("next").GetString();
        var second = await register.Coordinator.ReadAsync($"{Applications}?limit=2&after={next}");
        Assert.Equal(2, first.GetProperty("items").GetArrayLength());
        Assert.Empty(first.GetProperty("items").EnumerateArray().Select(item => item.Id())
            .Intersect(second.GetProperty("items").EnumerateArray().Select(item => item.Id())));
    }

    Task<System.Text.Json.JsonElement> DecideAsync(Guid id, object request, HttpStatusCode expected) =>
        register.Coordinator.PostAsync($"{Applications}/{id}/admission", request, expected, at: Now);
}
