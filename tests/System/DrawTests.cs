using System.Net;
using System.Text.Json;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>Seats drawn by lot through the gateway, from quotas that cannot be met to mandates.</summary>
[Collection(PlatformTests.Name)]
public sealed class DrawTests(Platform platform)
{
    const int Seats = 61;
    const int Homes = 70;
    static readonly DateTimeOffset Awaited = Fund.At(2026, 1, 20);

    [Fact]
    public async Task Infeasible_quotas_for_61_seats_draw_nothing_and_say_what_conflicts_and_how_little_to_relax()
    {
        var fund = await Fund.FoundAsync(
            platform, "tirage", Fund.At(2025, 12, 15), Fund.HundredPerAdult, Fund.OneEuro);
        var body = (await fund.Coordinator.PostOnceKnownAsync($"{fund.Root}/bodies", new
        {
            kind = "citizens_committee", name = "Comité citoyen", seats = Seats, termMonths = 24,
            quorumPercent = 50, decisionMode = "majority",
        })).Id();
        // Of 70 homes 20 are of people over 60, each a couple at one address: at most 20 of them sit.
        var asked = await OpenAsync(fund, body, oldAtLeast: 24);
        for (var home = 0; home < Homes; home++)
        {
            await VolunteerAsync(fund, asked, home);
        }

        var infeasible = await FreezeAsync(fund, asked, "infeasible");

        var advice = infeasible.GetProperty("advice");
        Assert.Equal("60+", Assert.Single(advice.GetProperty("conflict").EnumerateArray()).Text("value"));
        var relaxed = Assert.Single(advice.GetProperty("relaxation").EnumerateArray());
        Assert.Equal((24, 20), (relaxed.GetProperty("min").GetInt32(), relaxed.GetProperty("newMin").GetInt32()));
        fund.Now = Awaited;
        await fund.Coordinator.PostAsync(
            $"{fund.Root}/campaigns/{asked}/draw", new { value = "407" }, HttpStatusCode.Conflict);

        fund.Now = Fund.At(2025, 12, 16);
        await DrawRelaxedAsync(fund, body, await OpenAsync(fund, body, oldAtLeast: 20, candidatesOf: asked));
    }

    static async Task DrawRelaxedAsync(Fund fund, Guid body, Guid campaign)
    {
        await FreezeAsync(fund, campaign, "committed");
        fund.Now = Awaited;
        var drawn = await fund.Coordinator.PostAsync(
            $"{fund.Root}/campaigns/{campaign}/draw", new { value = "407" });
        var drawId = drawn.Id();
        await fund.Coordinator.PostAsync(
            $"{fund.Root}/campaigns/{campaign}/draw", new { value = "704" }, HttpStatusCode.Conflict);
        var seats = await SeatedAsync(fund, drawId);
        Assert.Equal(Seats, seats.Distinct().Count());
        await SeatAsync(fund, body, drawId);
        // Where a home of older people must have a seat, the other of the couple may be one woman or man too many.
        var (place, seat) = drawn.GetProperty("panel").EnumerateArray().Index()
            .First(one => one.Item.GetProperty("alternates").GetArrayLength() > 0);
        await ReplaceAsync(fund, body, drawId, seat, seats[place]);
        Assert.Equal(await MandatedAsync(fund, body), (await SeatedAsync(fund, drawId)).Order());
        var evidence = await fund.Public.GetByteArrayAsync(
            new Uri($"{fund.Root}/draws/{drawId}/evidence", UriKind.Relative));
        Assert.Equal(0, (await Verifier.VerifyAsync(evidence)).Status);
    }

    /// <summary>Somebody withdraws: their mandate ends, and the next of the published list takes the seat.</summary>
    static async Task ReplaceAsync(Fund fund, Guid body, Guid drawId, JsonElement seat, Guid person)
    {
        var mandates = $"{fund.Root}/bodies/{body}/mandates";
        var mandate = (await fund.Coordinator.ReadAsync($"{mandates}?limit=100")).GetProperty("items")
            .EnumerateArray().Single(one => one.GetProperty("memberId").GetGuid() == person);
        await fund.Coordinator.PostAsync(
            $"{mandates}/{mandate.Id()}/end", new { endedOn = fund.Today, reason = "Withdraws." },
            HttpStatusCode.OK);
        var replaced = await fund.Coordinator.PostAsync(
            $"{fund.Root}/draws/{drawId}/replacements", new { pseudonym = seat.Text("pseudonym") });
        Assert.Contains(
            replaced.Text("successor"),
            seat.GetProperty("alternates").EnumerateArray().Select(one => one.GetString()));
        await SeatAsync(fund, body, drawId);
    }

    /// <summary>Governance hears of a draw, and of who succeeds, a moment later.</summary>
    static Task SeatAsync(Fund fund, Guid body, Guid drawId) => Eventually.TrueAsync(
        "governance has heard of the draw", () => TrySeatAsync(fund, body, drawId));

    static async Task<bool> TrySeatAsync(Fund fund, Guid body, Guid drawId)
    {
        using var answer = await fund.Coordinator.SendJsonAsync(
            HttpMethod.Post, $"{fund.Root}/bodies/{body}/mandates",
            new { origin = "draw", drawId, from = fund.Today });
        return answer.StatusCode == HttpStatusCode.Created;
    }

    static async Task<List<Guid>> SeatedAsync(Fund fund, Guid drawId) =>
        [.. (await fund.Coordinator.ReadAsync($"{fund.Root}/draws/{drawId}/panel")).GetProperty("seats")
            .EnumerateArray().Select(seat => seat.GetProperty("personId").GetGuid())];

    static async Task<IEnumerable<Guid>> MandatedAsync(Fund fund, Guid body) =>
        (await fund.Coordinator.ReadAsync($"{fund.Root}/bodies/{body}/mandates?limit=100"))
            .GetProperty("items").EnumerateArray()
            .Where(mandate => mandate.GetProperty("endedOn").ValueKind == JsonValueKind.Null)
            .Select(mandate => mandate.GetProperty("memberId").GetGuid()).Order();

    static async Task<Guid> OpenAsync(Fund fund, Guid bodyId, int oldAtLeast, Guid? candidatesOf = null)
    {
        object[] quotas =
        [
            new { feature = "age", value = "18-59", min = 0, max = Seats },
            new { feature = "age", value = "60+", min = oldAtLeast, max = Seats },
            new { feature = "gender", value = "woman", min = 30, max = 31 },
            new { feature = "gender", value = "man", min = 30, max = 31 },
        ];
        return (await fund.Coordinator.PostOnceKnownAsync($"{fund.Root}/campaigns", new
        {
            title = "Comité citoyen", seats = Seats, bodyId, quotas, candidatesOf,
            publicValue = new
            {
                source = "Three dice at the meeting", awaitedAt = Awaited, form = "digits", length = 3, signers = 0,
            },
        })).Id();
    }

    /// <summary>A couple at an address of their own: the first twenty are over 60.</summary>
    static async Task VolunteerAsync(Fund fund, Guid campaign, int home)
    {
        var birthDate = home < 20 ? "1955-05-05" : "1990-05-05";
        var enrolled = await fund.Coordinator.PostOnceKnownAsync($"{fund.Root}/households", new
        {
            members = new[]
            {
                new { firstName = "Camille", lastName = "Martin", birthDate },
                new { firstName = "Claude", lastName = "Martin", birthDate },
            },
            address = new { street = $"{home} rue de la Loge", postalCode = "34000", city = "Montpellier" },
            contact = new { email = "camille@example.org" },
            fromPeriod = "2026-01",
        });
        foreach (var (place, person) in enrolled.GetProperty("memberIds").EnumerateArray().Index())
        {
            await fund.Coordinator.PostAsync($"{fund.Root}/campaigns/{campaign}/candidates", new
            {
                personId = person.GetGuid(),
                answers = new[] { new { feature = "gender", value = place == 0 ? "woman" : "man" } },
            });
        }
    }

    static async Task<JsonElement> FreezeAsync(Fund fund, Guid campaign, string state)
    {
        await fund.Coordinator.PostAsync(
            $"{fund.Root}/campaigns/{campaign}/freeze", null, HttpStatusCode.Accepted);
        return await fund.Public.ReadUntilAsync(
            $"{fund.Root}/campaigns/{campaign}", read => read.Text("state") == state);
    }
}
