using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Caisse.Sortition.Evidence;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>A whole town volunteers, and the process that computes is killed while it does.</summary>
[Collection(PlatformTests.Name)]
public sealed class LargeDrawTests(Platform platform)
{
    const int People = 1_000;
    const int Seats = 60;
    const int EnteredAtOnce = 8;
    const int PageSize = 100;

    static readonly DateTimeOffset Awaited = Fund.At(2026, 1, 20);

    /// <summary>What is asked, and how the answers are spread among those who volunteer, in percent.</summary>
    static readonly (string Feature, (string Value, int Percent, int Min, int Max)[] Values)[] Asked =
    [
        ("gender", [("woman", 55, 30, 31), ("man", 45, 29, 30)]),
        ("income", [("low", 15, 18, 18), ("middle", 45, 24, 24), ("high", 40, 18, 18)]),
        ("district", [("north", 10, 15, 15), ("east", 20, 15, 15), ("south", 40, 15, 15), ("west", 30, 15, 15)]),
        ("household", [("alone", 30, 22, 24), ("couple", 30, 16, 18), ("family", 40, 18, 22)]),
        ("studies", [("none", 8, 14, 16), ("school", 32, 26, 28), ("higher", 60, 16, 20)]),
        ("work", [("employed", 70, 30, 32), ("retired", 20, 16, 18), ("seeking", 10, 10, 14)]),
    ];

    [Fact]
    public async Task A_thousand_candidates_from_a_file_are_drawn_from_though_the_computing_process_is_killed()
    {
        var fund = await Fund.FoundAsync(
            platform, "thousand", Fund.At(2025, 12, 15), Fund.HundredPerAdult, Fund.OneEuro);
        Assert.Equal(People, (await ImportAsync(fund)).Cents("households"));
        var campaign = await OpenAsync(fund);
        var address = $"{fund.Root}/campaigns/{campaign}";
        await VolunteerAsync(fund, $"{address}/candidates");

        var frozen = await fund.Coordinator.PostAsync($"{address}/freeze", null, HttpStatusCode.Accepted);
        var drawId = frozen.GetProperty("drawId").GetGuid();
        await fund.Public.ReadUntilAsync(
            address, read => read.GetProperty("progress").ValueKind == JsonValueKind.Object);
        await platform.RunsAgainAsync("membership", platform.Kill("membership"));
        var again = await fund.Public.ReadAsync(address);
        Assert.Contains(again.Text("state"), (string[])["computing", "committed"]);

        await Eventually.TrueAsync(
            "the panels are committed to",
            async () => (await fund.Public.ReadAsync(address)).Text("state") == "committed",
            TimeSpan.FromMinutes(5));
        fund.Now = Awaited;
        var drawn = await fund.Coordinator.PostAsync($"{address}/draw", new { value = "407" });
        Assert.Equal(frozen.Text("poolHash"), drawn.Text("poolHash"));
        var evidence = EvidenceFile.Read(await fund.Public.GetByteArrayAsync(
            new Uri($"{fund.Root}/draws/{drawId}/evidence", UriKind.Relative)));
        var openings = Openings.Read(await fund.Coordinator.GetByteArrayAsync(
            new Uri($"{fund.Root}/draws/{drawId}/openings", UriKind.Relative)));
        var features = evidence.OpenPool(openings).Persons
            .ToDictionary(person => person.Id, person => person.Features);
        Assert.Equal(People, features.Count);
        var seated = drawn.GetProperty("panel").EnumerateArray()
            .Select(seat => features[seat.Text("pseudonym")]).ToList();
        Assert.All(
            Asked.SelectMany(asked => asked.Values),
            value => Assert.InRange(seated.Count(one => one.Contains(value.Value)), value.Min, value.Max));
    }

    static async Task<JsonElement> ImportAsync(Fund fund)
    {
        const string Header = "household;firstName;lastName;birthDate;street;postalCode;city;fromPeriod;email";
        var lines = Enumerable.Range(0, People).Select(number =>
            $"T{number};Camille;Martin;1980-05-05;{number} rue de la Loge;34000;Montpellier;2026-01;a@b.org");
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join('\n', lines.Prepend(Header))));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var answer = await fund.Coordinator.PostAsync(
            new Uri($"{fund.Root}/imports/households", UriKind.Relative), content);
        return await answer.ShouldBeAsync(HttpStatusCode.OK);
    }

    static async Task<Guid> OpenAsync(Fund fund) =>
        (await fund.Coordinator.PostOnceKnownAsync($"{fund.Root}/campaigns", new
        {
            title = "Assemblée", seats = Seats, alternates = 1,
            quotas = Asked.SelectMany(asked => asked.Values, (asked, value) => new
            {
                feature = asked.Feature, value = value.Value, min = value.Min, max = value.Max,
            }).ToArray(),
            publicValue = new
            {
                source = "Three dice at the meeting", awaitedAt = Awaited, form = "digits", length = 3, signers = 0,
            },
        })).Id();

    /// <summary>Everybody stands, with answers that hang together by chance, the same in each run.</summary>
    static async Task VolunteerAsync(Fund fund, string candidates)
    {
        var random = new Random(20260120);
        var standing = (await PeopleAsync(fund)).Select(person => new
        {
            personId = person,
            answers = Asked.Select(asked => new { feature = asked.Feature, value = Pick(random, asked.Values) })
                .ToArray(),
        }).ToList();
        await Parallel.ForEachAsync(
            standing, new ParallelOptions { MaxDegreeOfParallelism = EnteredAtOnce },
            async (one, _) => await fund.Coordinator.PostAsync(candidates, one));
    }

    static async Task<List<Guid>> PeopleAsync(Fund fund)
    {
        var people = new List<Guid>();
        string? next = null;
        do
        {
            var page = await fund.Coordinator.ReadAsync(
                $"{fund.Root}/households?limit={PageSize}{(next is null ? "" : $"&after={next}")}");
            people.AddRange(page.GetProperty("items").EnumerateArray().Select(
                household => household.GetProperty("members")[0].Id()));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        return people;
    }

    static string Pick(Random random, (string Value, int Percent, int Min, int Max)[] values)
    {
        var left = random.Next(100);
        return values.First(value => (left -= value.Percent) < 0).Value;
    }
}
