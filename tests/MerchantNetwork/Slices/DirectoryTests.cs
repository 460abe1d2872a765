using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Support;

namespace Caisse.MerchantNetwork.Tests.Slices;

public sealed class DirectoryTests(StartedMerchantNetwork started) : IClassFixture<StartedMerchantNetwork>
{
    [Fact]
    public async Task A_point_of_sale_that_applies_is_in_the_directory_and_told_to_others()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        using var response = await caisse.Coordinator.SendJsonAsync(
            HttpMethod.Post, $"{caisse.Address}/points-of-sale", Sample.Application(hours: "Tue-Sat 9-19"));
        var applied = await response.ShouldBeAsync(HttpStatusCode.Created);
        var shown = await caisse.Anyone.ReadAsync(response.Headers.Location!.ToString());
        Assert.Equal("applied", shown.GetProperty("state").GetString());
        Assert.Equal("Tue-Sat 9-19", shown.GetProperty("hours").GetString());
        Assert.Equal(43.611, shown.GetProperty("place").GetProperty("latitude").GetDouble());
        var told = await started.Service.ShouldPublishAsync<PointOfSaleApplied>(
            it => it.PointOfSaleId == applied.Id());
        Assert.Equal((caisse.Slug, "Épicerie du Lez", "shop"), (told.Caisse, told.Name, told.Kind));
    }

    [Fact]
    public async Task An_accreditor_may_write_a_point_of_sale_down_and_a_treasurer_may_not()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        using var accreditor = started.Service.Client($"{caisse.Slug}:accreditor");
        await accreditor.PostAsync($"{caisse.Address}/points-of-sale", Sample.Application());
        await caisse.Treasurer.PostAsync(
            $"{caisse.Address}/points-of-sale", Sample.Application(), HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Only_the_treasurer_sees_the_whole_iban()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var id = await caisse.ApplyAsync(Sample.Application(account: 42));
        var address = $"{caisse.Address}/points-of-sale/{id}";
        using var otherTreasurer = started.Service.Client("nantes:treasurer");
        Assert.Equal(Sample.Iban(42), await IbanAsync(caisse.Treasurer));
        foreach (var client in new[] { caisse.Anyone, caisse.Coordinator, otherTreasurer })
        {
            Assert.Equal("FR*********************0042", await IbanAsync(client));
        }
        var list = await caisse.Treasurer.ReadAsync($"{caisse.Address}/points-of-sale");
        Assert.DoesNotContain(Sample.Iban(42), list.ToString(), StringComparison.Ordinal);

        async Task<string?> IbanAsync(HttpClient client) =>
            (await client.ReadAsync(address)).GetProperty("iban").GetString();
    }

    [Fact]
    public async Task The_directory_is_read_page_by_page_and_by_category()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var ids = new List<Guid>();
        for (var number = 0; number < 5; number++)
        {
            string[] categories = number % 2 == 0 ? ["bread"] : ["wine", "cheese"];
            ids.Add(await caisse.ApplyAsync(Sample.Application(categories: categories)));
        }
        var seen = new List<Guid>();
        string? next = null;
        do
        {
            var page = await ListAsync(caisse, $"?limit=2{(next is null ? "" : $"&after={next}")}");
            Assert.InRange(page.GetProperty("items").GetArrayLength(), 1, 2);
            seen.AddRange(Ids(page));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        Assert.Equal(ids, seen);
        Assert.Equal([ids[1], ids[3]], Ids(await ListAsync(caisse, "?category=wine")));
        Assert.Empty(Ids(await ListAsync(caisse, "?category=meat")));
    }

    [Fact]
    public async Task The_nearest_come_first_with_their_distance()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var sete = await caisse.ApplyAsync(Sample.Application("Sète", latitude: 43.4028, longitude: 3.6928));
        var lez = await caisse.ApplyAsync(Sample.Application("Lez", latitude: 43.6110, longitude: 3.8767));
        var nimes = await caisse.ApplyAsync(
            Sample.Application("Nîmes", latitude: 43.8367, longitude: 4.3601));
        var page = await ListAsync(caisse, "?near=43.6119,3.8772");
        Assert.Equal([lez, sete, nimes], Ids(page));
        var distances = page.GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("distanceMeters").GetInt64()).ToList();
        Assert.InRange(distances[0], 100, 115);
        Assert.InRange(distances[1], 27_000, 28_500);
        Assert.InRange(distances[2], 45_500, 47_000);
        Assert.Equal([lez], Ids(await ListAsync(caisse, "?near=43.6119,3.8772&limit=1")));
        var unordered = await ListAsync(caisse, "");
        Assert.All(unordered.GetProperty("items").EnumerateArray(), item =>
            Assert.Equal(JsonValueKind.Null, item.GetProperty("distanceMeters").ValueKind));
    }

    [Fact]
    public async Task A_map_reads_the_directory_as_geojson()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var id = await caisse.ApplyAsync(Sample.Application(latitude: 43.5, longitude: 3.9));
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"{caisse.Address}/points-of-sale?category=bread");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/geo+json"));
        using var response = await caisse.Anyone.SendAsync(request);
        var map = await response.ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal("application/geo+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("FeatureCollection", map.GetProperty("type").GetString());
        var feature = map.GetProperty("features").EnumerateArray().Single();
        Assert.Equal(("Feature", id), (feature.GetProperty("type").GetString(), feature.Id()));
        var coordinates = feature.GetProperty("geometry").GetProperty("coordinates").EnumerateArray()
            .Select(it => it.GetDouble());
        Assert.Equal([3.9, 43.5], coordinates);
        Assert.Equal("applied", feature.GetProperty("properties").GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_directory_shows_where_each_stands_today()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        Guid[] ids = [await caisse.ApplyAsync(), await caisse.ApplyAsync(), await caisse.ApplyAsync()];
        await caisse.DecideAsync("2026-03-01", TestCaisse.Accredit(null, null, ids[0], ids[1]));
        await caisse.DecideAsync("2026-03-10", TestCaisse.Suspend(ids[1]));
        Assert.Equal(["applied", "applied", "applied"], await StatesAsync("2026-02-28T12:00:00Z"));
        Assert.Equal(["accredited", "accredited", "applied"], await StatesAsync("2026-02-28T23:30:00Z"));
        Assert.Equal(["accredited", "suspended", "applied"], await StatesAsync("2026-03-10T12:00:00Z"));

        async Task<IEnumerable<string?>> StatesAsync(string at) =>
            (await caisse.Anyone.ReadAsync($"{caisse.Address}/points-of-sale", at: TestCaisse.Instant(at)))
            .GetProperty("items").EnumerateArray().Select(item => item.GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_caisse_that_does_not_exist_has_no_directory()
    {
        using var anyone = started.Service.Client();
        foreach (var rest in new[] { "", $"/{Guid.NewGuid()}", $"/{Guid.NewGuid()}/accreditation" })
        {
            await anyone.ReadAsync($"/v1/caisses/nowhere/points-of-sale{rest}", HttpStatusCode.NotFound);
        }
    }

    static Task<JsonElement> ListAsync(TestCaisse caisse, string query) =>
        caisse.Anyone.ReadAsync($"{caisse.Address}/points-of-sale{query}");

    static IEnumerable<Guid> Ids(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(item => item.Id());
}
