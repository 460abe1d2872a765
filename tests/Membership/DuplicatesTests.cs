using System.Net;
using System.Text.Json;
using Caisse.Support;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

public sealed class DuplicatesTests(Register register) : IClassFixture<Register>
{
    [Fact]
    public async Task Who_is_in_the_register_already_is_warned_of_and_enrolled_all_the_same()
    {
        var first = await EnrolAsync("1 rue Une", Named("Théo", "1991-01-01"));
        Assert.Empty(Warnings(first));
        var second = await EnrolAsync("2 rue Deux", Anais, new
        {
            firstName = "MARTIN", lastName = "Theo", birthDate = "1991-01-01",
        });
        Assert.Equal([("same-person", "1", first.Id().ToString(), "")], Warnings(second));
        Assert.Equal(
            HttpStatusCode.OK,
            (await register.Coordinator.GetAsync($"{Root}/households/{second.Id()}")).StatusCode);
        Assert.Empty(Warnings(await EnrolAsync("3 rue Trois", Named("Théo", "1991-01-02"))));
    }

    [Fact]
    public async Task The_same_person_twice_in_a_household_is_warned_of()
    {
        var twins = await EnrolAsync(
            "4 rue Quatre", Named("Luce", "1992-01-01"), Named("Lucé", "1992-01-01"));
        Assert.Equal([("same-person", "1", twins.Id().ToString(), "")], Warnings(twins));
    }

    [Fact]
    public async Task An_address_that_has_a_household_is_warned_of_and_not_when_that_has_left()
    {
        var first = await EnrolAsync("5 bd Cinq", Named("Ulysse", "1993-01-01"));
        var second = await EnrolAsync("5, boulevard cinq", Named("Vera", "1994-01-01"));
        Assert.Equal([("same-address", "", first.Id().ToString(), "")], Warnings(second));
        foreach (var id in new[] { first.Id(), second.Id() })
        {
            await register.Coordinator.PostAsync(
                $"{Root}/households/{id}/departure", new { lastPeriod = "2027-01", reason = "Moves." },
                HttpStatusCode.OK);
        }
        Assert.Empty(Warnings(await EnrolAsync("5 bd Cinq", Named("Ulysse", "1993-01-01"))));
    }

    [Fact]
    public async Task Of_many_households_at_an_address_a_few_are_named()
    {
        for (var number = 0; number < 7; number++)
        {
            await EnrolAsync("6 place Six", Named("Basile", $"195{number}-01-01"));
        }
        Assert.Equal(5, Warnings(await EnrolAsync("6 place Six", Named("Cléo", "1960-01-01"))).Count());
    }

    [Fact]
    public async Task Applications_are_listed_with_who_asked_twice_or_is_in_until_they_are_decided()
    {
        var member = await EnrolAsync("7 rue Sept", Named("Diane", "1970-01-01"));
        var first = await ApplyAsync("8 rue Huit", Named("Diane", "1970-01-01"));
        var second = await ApplyAsync("8 rue Huit", Named("Edgar", "1971-01-01"));

        Assert.Equal(
            [
                ("same-address", "", "", second.ToString()),
                ("same-person", "0", member.Id().ToString(), ""),
            ],
            await ListedWarningsAsync(first));
        Assert.Equal([("same-address", "", "", first.ToString())], await ListedWarningsAsync(second));
        await register.Coordinator.PostAsync(
            $"{Root}/applications/{first}/admission", new { decision = "refuse", reason = "Is in." },
            HttpStatusCode.OK);
        Assert.Empty(await ListedWarningsAsync(first));
        Assert.Empty(await ListedWarningsAsync(second));
    }

    [Fact]
    public async Task Who_is_added_later_and_where_a_household_moves_are_warned_of_as_well()
    {
        var first = await EnrolAsync("9 rue Neuf", Named("Fanny", "1980-01-01"));
        var second = await EnrolAsync("10 rue Dix", Named("Gaël", "1981-01-01"));

        var joined = await JoinAsync(second.Id(), "FANNY");
        var again = await JoinAsync(second.Id(), "Fanny");
        var stranger = await JoinAsync(second.Id(), "Hugo");
        using var changed = await register.Coordinator.SendJsonAsync(
            HttpMethod.Patch, $"{Root}/households/{second.Id()}", new { address = Address("9, rue neuf") },
            at: Now, ifMatch: stranger.GetProperty("version").GetInt64());
        var moved = await changed.ShouldBeAsync(HttpStatusCode.OK);
        using var reached = await register.Coordinator.SendJsonAsync(
            HttpMethod.Patch, $"{Root}/households/{second.Id()}", new { contact = Contact },
            at: Now, ifMatch: moved.GetProperty("version").GetInt64());

        Assert.Equal([("same-person", "0", first.Id().ToString(), "")], Warnings(joined));
        Assert.Equal(
            new[] { first.Id(), second.Id() }.Select(id => ((string?)"same-person", "0", $"{id}", "")).Order(),
            Warnings(again));
        Assert.Empty(Warnings(stranger));
        Assert.Equal([("same-address", "", first.Id().ToString(), "")], Warnings(moved));
        Assert.Empty(Warnings(await reached.ShouldBeAsync(HttpStatusCode.OK)));
    }

    Task<JsonElement> JoinAsync(Guid household, string firstName) => register.Coordinator.PostAsync(
        $"{Root}/households/{household}/members",
        new { firstName, lastName = "Martin", birthDate = "1980-01-01", joinedOn = "2026-12-02" }, at: Now);

    Task<JsonElement> EnrolAsync(string street, params object[] members) =>
        register.Coordinator.PostAsync(
            $"{Root}/households",
            new { members, address = Address(street), contact = Contact, fromPeriod = "2026-12" }, at: Now);

    async Task<Guid> ApplyAsync(string street, params object[] members) =>
        (await register.Anyone.PostAsync(
            $"{Root}/applications",
            new
            {
                members,
                address = Address(street),
                contact = Contact,
                consent = new { textVersion = "2026-1", givenAt = Now.AddMinutes(-1) },
            },
            at: Now)).Id();

    static object Address(string street) => new { street, postalCode = "34000", city = "Montpellier" };

    async Task<IEnumerable<(string?, string, string, string)>> ListedWarningsAsync(Guid applicationId)
    {
        var page = await register.Coordinator.ReadAsync($"{Root}/applications?limit=500");
        return Warnings(
            page.GetProperty("items").EnumerateArray().Single(item => item.Id() == applicationId));
    }

    static IEnumerable<(string?, string, string, string)> Warnings(JsonElement answer) =>
        answer.GetProperty("warnings").EnumerateArray().Select(warning => (
            warning.GetProperty("kind").GetString(), warning.GetProperty("memberPosition").ToString(),
            warning.GetProperty("householdId").ToString(), warning.GetProperty("applicationId").ToString()))
            .Order();
}
