using System.Net;
using System.Text;
using Caisse.Support;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

public sealed class TenancyTests(Register register) : IClassFixture<Register>
{
    static readonly string[] Roles = ["coordinator", "treasurer", "accreditor", "member", "till", "funder"];

    [Fact]
    public void Every_route_is_in_the_list_with_those_who_may_call_it() =>
        Assert.Equal(
            Route.All.Select(route => route.ToString()).Order(),
            Route.Mapped(register.Service.Services).Order());

    [Fact]
    public async Task Another_caisses_coordinator_finds_nothing_on_any_route()
    {
        var (application, household, member) = await PrepareAsync();
        using var other = register.Service.Client("nantes:coordinator", "nantes:treasurer");
        foreach (var route in Route.All.Where(route => route.Grants.Length > 0))
        {
            var address = route.In("montpellier", application, household, member);
            await ShouldAnswerAsync(HttpStatusCode.NotFound, other, route, address);
        }
        foreach (var route in Route.All.Where(route => route.HasIds))
        {
            var address = route.In("nantes", application, household, member);
            await ShouldAnswerAsync(HttpStatusCode.NotFound, other, route, address);
        }
        var households = await other.ReadAsync("/v1/caisses/nantes/households");
        Assert.Equal(0, households.GetProperty("items").GetArrayLength());
        var applications = await other.ReadAsync("/v1/caisses/nantes/applications");
        Assert.Equal(0, applications.GetProperty("items").GetArrayLength());
        var untouched = await register.Coordinator.ReadAsync($"{Root}/households/{household}");
        Assert.Equal(1, untouched.GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task Who_has_not_signed_in_is_told_so()
    {
        using var anyone = register.Service.Client();
        foreach (var route in Route.All.Where(route => route.Grants.Length > 0))
        {
            await ShouldAnswerAsync(HttpStatusCode.Unauthorized, anyone, route, Unknown(route));
        }
    }

    [Fact]
    public async Task Each_route_is_closed_to_the_roles_it_does_not_name()
    {
        foreach (var role in Roles)
        {
            using var client = register.Service.Client($"montpellier:{role}");
            var closed = Route.All.Where(route => route.Grants.Length > 0 && !route.Grants.Contains(role));
            foreach (var route in closed)
            {
                await ShouldAnswerAsync(HttpStatusCode.Forbidden, client, route, Unknown(route));
            }
        }
    }

    [Fact]
    public async Task Unknown_ids_are_not_found()
    {
        foreach (var route in Route.All.Where(route => route.HasIds))
        {
            await ShouldAnswerAsync(HttpStatusCode.NotFound, register.Coordinator, route, Unknown(route));
            foreach (var id in new[] { "7", "nobody", Guid.Empty.ToString(), "%27%20or%201=1" })
            {
                var address = route.In("montpellier", id, id, id);
                await ShouldAnswerAsync(HttpStatusCode.NotFound, register.Coordinator, route, address);
            }
        }
    }

    [Fact]
    public async Task A_freeze_takes_the_households_of_its_caisse_only()
    {
        var (_, household, _) = await PrepareAsync();
        await register.Service.HearAsync(Run("nantes", "2026-12"));
        await register.Service.HearAsync(Run("montpellier", "2026-12"));
        var slices = await register.Service.PublishedAsync<Contracts.Membership.CompositionFrozen>();
        Assert.Empty(slices.Single(slice => slice.Caisse == "nantes").Households);
        Assert.Contains(
            slices.Single(slice => slice.Caisse == "montpellier").Households,
            one => one.HouseholdId == Guid.Parse(household));
    }

    async Task<(string Application, string Household, string Member)> PrepareAsync()
    {
        var application = (await register.ApplyAsync(Anais)).Id();
        var household = await register.EnrolAsync("2026-12", Anais);
        var member = household.GetProperty("memberIds")[0].GetString()!;
        return (application.ToString(), household.Id().ToString(), member);
    }

    static string Unknown(Route route)
    {
        var id = Guid.CreateVersion7().ToString();
        return route.In("montpellier", id, id, id);
    }

    static async Task ShouldAnswerAsync(
        HttpStatusCode expected, HttpClient client, Route route, string address)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), address);
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        if (route.Json is { } json)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }
        using var response = await client.SendAsync(request);
        await response.ShouldBeAsync(expected);
    }
}
