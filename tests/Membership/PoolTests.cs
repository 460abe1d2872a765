using System.Net;
using System.Text.Json;
using Caisse.Sortition.Evidence;
using Caisse.Support;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

/// <summary>The pool says what the register says on the day it is frozen.</summary>
public sealed class PoolTests(Register register) : IClassFixture<Register>
{
    static readonly DateTimeOffset Awaited = Now.AddDays(40);

    [Fact]
    public async Task Who_lives_together_when_the_pool_is_frozen_shares_an_address_in_it()
    {
        var campaign = await OpenAsync();
        var (home, couple) = await EnrolAsync("1 rue Fause", "1990-03-01", "1991-03-01");
        var (movers, mover) = await EnrolAsync("3 rue des Partants", "1990-03-01");
        var (_, host) = await EnrolAsync("5 rue des Hôtes", "1990-03-01");
        var (_, alone) = await EnrolAsync("7 rue Seule", "1990-03-01");
        await VolunteerAsync(campaign, couple[0], "woman");
        await MoveAsync(home, "1 rue Fausse");
        await VolunteerAsync(campaign, couple[1], "man");
        await VolunteerAsync(campaign, mover[0], "woman");
        await VolunteerAsync(campaign, host[0], "man");
        await VolunteerAsync(campaign, alone[0], "man");
        await MoveAsync(movers, "5 rue des Hôtes");

        var homes = await FreezeAsync(campaign, Now);

        Assert.NotNull(homes[couple[0]].Household);
        Assert.Equal(homes[couple[0]].Household, homes[couple[1]].Household);
        Assert.Equal(homes[host[0]].Household, homes[mover[0]].Household);
        Assert.Equal(3, homes.Values.Select(one => one.Household).Distinct().Count());
    }

    [Fact]
    public async Task Ages_and_districts_are_those_of_the_day_and_who_fits_no_more_is_named_to_the_coordinator()
    {
        var campaign = await OpenAsync();
        var (_, ageing) = await EnrolAsync("11 rue Onze", "1966-12-24");
        var (stranded, moved) = await EnrolAsync("12 rue Douze", "1990-03-01");
        var (left, gone) = await EnrolAsync("13 rue Treize", "1990-03-01");
        var (changed, movedWithin) = await EnrolAsync("14 rue Quatorze", "1990-03-01");
        foreach (var person in new[] { ageing[0], moved[0], gone[0], movedWithin[0] })
        {
            await VolunteerAsync(campaign, person, "woman");
        }
        await MoveAsync(stranded, "12 rue Loin", "Ailleurs");
        await MoveAsync(changed, "14 rue Près", "Mosson");
        await register.Coordinator.PostAsync(
            $"{Root}/households/{left}/departure", new { lastPeriod = "2026-12", reason = "Moves." },
            HttpStatusCode.OK, at: Now);

        var pool = await FreezeAsync(campaign, new DateTimeOffset(2026, 12, 26, 10, 0, 0, TimeSpan.Zero));

        Assert.Equal([ageing[0], movedWithin[0]], pool.Keys.Order());
        Assert.Equal(["60+", "woman", "Écusson"], pool[ageing[0]].Features.Order(StringComparer.Ordinal));
        Assert.Contains("Mosson", pool[movedWithin[0]].Features);
        var read = await register.Anyone.ReadAsync($"{Root}/campaigns/{campaign}");
        Assert.Equal((2, 2), (
            read.GetProperty("candidates").GetInt32(), read.GetProperty("leftOut").GetInt32()));
        var listed = await register.Coordinator.ReadAsync($"{Root}/campaigns/{campaign}/candidates");
        Assert.Equal(
            new[]
            {
                (ageing[0], null), (moved[0], "no-quota-fits"), (gone[0], "not-in-register"),
                (movedWithin[0], (string?)null),
            },
            listed.GetProperty("items").EnumerateArray().Select(one => (
                one.GetProperty("personId").GetGuid(), one.GetProperty("leftOut").GetString())));
    }

    async Task<Guid> OpenAsync() => (await register.Coordinator.PostAsync(
        $"{Root}/campaigns",
        new
        {
            title = "Comité citoyen",
            seats = 2,
            alternates = 0,
            quotas = new[]
            {
                Quota("gender", "woman"), Quota("gender", "man"), Quota("age", "18-59"), Quota("age", "60+"),
                Quota("district", "Écusson"), Quota("district", "Mosson"),
            },
            publicValue = new
            {
                source = "drand round 4242", awaitedAt = Awaited, form = "hex", length = 4, signers = 0,
            },
        },
        at: Now)).Id();

    static object Quota(string feature, string value) => new { feature, value, min = 0, max = 2 };

    async Task<(Guid Id, Guid[] People)> EnrolAsync(string street, params string[] births)
    {
        var enrolled = await register.Coordinator.PostAsync(
            $"{Root}/households",
            new
            {
                members = births.Select(born => Named("Camille", born)),
                address = Address(street),
                contact = Contact,
                fromPeriod = "2026-11",
            },
            at: Now);
        return (enrolled.Id(),
            [.. enrolled.GetProperty("memberIds").EnumerateArray().Select(id => id.GetGuid())]);
    }

    Task<JsonElement> VolunteerAsync(Guid campaign, Guid personId, string gender) =>
        register.Coordinator.PostAsync(
            $"{Root}/campaigns/{campaign}/candidates",
            new { personId, answers = new[] { new { feature = "gender", value = gender } } }, at: Now);

    async Task MoveAsync(Guid household, string street, string district = "Écusson")
    {
        using var changed = await register.Coordinator.SendJsonAsync(
            HttpMethod.Patch, $"{Root}/households/{household}", new { address = Address(street, district) },
            at: Now, ifMatch: 1);
        await changed.ShouldBeAsync(HttpStatusCode.OK);
    }

    static object Address(string street, string district = "Écusson") =>
        new { street, postalCode = "34000", city = "Montpellier", district };

    /// <summary>The pool as it is committed to, by the people in it.</summary>
    async Task<Dictionary<Guid, Sortition.Pools.Person>> FreezeAsync(Guid campaign, DateTimeOffset at)
    {
        var frozen = await register.Coordinator.PostAsync(
            $"{Root}/campaigns/{campaign}/freeze", null, HttpStatusCode.Accepted, at: at);
        var draw = $"{Root}/draws/{frozen.GetProperty("drawId").GetGuid()}";
        await Eventually.TrueAsync("the panels are committed to", async () =>
            (await register.Anyone.ReadAsync($"{Root}/campaigns/{campaign}"))
                .GetProperty("state").GetString() == "committed");
        var opened = await new Campaign(register, campaign).OpenPoolAsync(
            frozen.GetProperty("drawId").GetGuid());
        var candidates = await register.Coordinator.ReadAsync($"{Root}/campaigns/{campaign}/candidates");
        var pool = new Dictionary<Guid, Sortition.Pools.Person>();
        foreach (var candidate in candidates.GetProperty("items").EnumerateArray())
        {
            var person = candidate.GetProperty("personId").GetGuid();
            using var own = await register.Coordinator.SendJsonAsync(
                HttpMethod.Get, $"{draw}/mine?personId={person}");
            if (own.StatusCode == HttpStatusCode.OK)
            {
                var pseudonym = (await own.ShouldBeAsync(HttpStatusCode.OK)).GetProperty("pseudonym").GetString();
                pool[person] = opened.Persons.Single(one => one.Id == pseudonym);
            }
        }
        return pool;
    }
}
