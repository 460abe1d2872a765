using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Support;

namespace Caisse.MerchantNetwork.Tests.Slices;

public sealed class PairingTests(StartedMerchantNetwork started) : IClassFixture<StartedMerchantNetwork>
{
    const string Pairings = "/v1/till-pairings";

    static readonly DateTimeOffset Morning = TestCaisse.Instant("2026-11-30T08:00:00Z");

    [Fact]
    public async Task A_device_that_shows_its_code_becomes_a_till_without_any_secret()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var id = await caisse.ApplyAsync(Sample.Application("Boulangerie Maupin"));
        using var merchant = MerchantOf(caisse, id);
        var key = NewKey();
        var asked = await AskAsync(caisse, key);
        Assert.Matches("^[0-9]{8}$", Code(asked));
        Assert.Equal("waiting", State(await StateAsync(caisse, asked.Id())));

        var till = await merchant.PostAsync(
            TillsOf(caisse, id), new { pairingCode = $"{Code(asked)[..4]} {Code(asked)[4..]}" }, at: Morning);

        Assert.Equal(JsonValueKind.Null, till.GetProperty("clientSecret").ValueKind);
        Assert.Equal("Comptoir", till.GetProperty("name").GetString());
        var told = await started.Service.ShouldPublishAsync<TillRegistered>(it => it.TillId == till.Id());
        Assert.Equal((null, key, id), (told.SecretSha256, told.DevicePublicKey, told.PointOfSaleId));
        var paired = await StateAsync(caisse, asked.Id());
        Assert.Equal("paired", State(paired));
        Assert.Equal(
            (caisse.Slug, till.Id(), "Boulangerie Maupin"),
            (
                paired.GetProperty("till").GetProperty("caisse").GetString(),
                paired.GetProperty("till").GetProperty("tillId").GetGuid(),
                paired.GetProperty("till").GetProperty("pointOfSaleName").GetString()));
    }

    [Fact]
    public async Task A_code_links_one_device_once_and_for_a_quarter_of_an_hour()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var tills = TillsOf(caisse, await caisse.ApplyAsync());
        var (used, late) = (await AskAsync(caisse, NewKey()), await AskAsync(caisse, NewKey()));
        await caisse.Coordinator.PostAsync(tills, new { pairingCode = Code(used) }, at: Morning);

        await RefusedAsync(caisse.Coordinator, tills, Code(used), Morning);
        await RefusedAsync(caisse.Coordinator, tills, Code(late), Morning.AddMinutes(15));
        Assert.Equal("expired", State(await StateAsync(caisse, late.Id(), Morning.AddMinutes(15))));
        await caisse.Coordinator.PostAsync(tills, new { pairingCode = Code(late) }, at: Morning.AddMinutes(14));
    }

    [Fact]
    public async Task A_code_that_could_link_no_device_is_not_used_up()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var asked = await AskAsync(caisse, NewKey());

        await caisse.Coordinator.PostAsync(
            TillsOf(caisse, Guid.CreateVersion7()), new { pairingCode = Code(asked) }, HttpStatusCode.NotFound,
            at: Morning);

        Assert.Equal("waiting", State(await StateAsync(caisse, asked.Id())));
    }

    [Theory]
    [InlineData("1234567")]
    [InlineData("123456789")]
    [InlineData("1234567a")]
    [InlineData("")]
    public async Task What_cannot_be_a_code_is_named(string code)
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var refused = await caisse.Coordinator.PostAsync(
            TillsOf(caisse, await caisse.ApplyAsync()), new { pairingCode = code }, HttpStatusCode.BadRequest);
        Assert.True(refused.GetProperty("errors").TryGetProperty("pairingCode", out _));
    }

    [Theory]
    [InlineData("not a key", "Comptoir", "devicePublicKey")]
    [InlineData(null, " ", "label")]
    public async Task A_device_that_asks_wrongly_is_told_what_is_wrong(string? key, string label, string field)
    {
        using var device = started.Service.Client();
        var refused = await device.PostAsync(
            Pairings, new { devicePublicKey = key ?? NewKey(), label }, HttpStatusCode.BadRequest);
        Assert.True(refused.GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task People_of_a_point_of_sale_see_link_and_end_its_own_devices_only()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var (own, other) = (await caisse.ApplyAsync(), await caisse.ApplyAsync());
        using var merchant = MerchantOf(caisse, own);
        using var stranger = MerchantOf(caisse, other);
        var asked = await AskAsync(caisse, NewKey());
        await stranger.PostAsync(
            TillsOf(caisse, own), new { pairingCode = Code(asked) }, HttpStatusCode.Forbidden, at: Morning);
        var till = await merchant.PostAsync(TillsOf(caisse, own), new { pairingCode = Code(asked) }, at: Morning);
        await stranger.ReadAsync(TillsOf(caisse, own), HttpStatusCode.Forbidden);
        await stranger.PostAsync(EndOf(caisse, till), new { }, HttpStatusCode.NotFound);

        await merchant.PostAsync(EndOf(caisse, till), new { }, HttpStatusCode.OK);
        await merchant.PostAsync(EndOf(caisse, till), new { }, HttpStatusCode.OK);

        var told = await started.Service.ShouldPublishAsync<TillEnded>(it => it.TillId == till.Id());
        Assert.Equal(till.GetProperty("clientId").GetString(), told.ClientId);
        Assert.Single(
            await started.Service.PublishedAsync<TillEnded>(), it => it.TillId == till.Id());
        Assert.NotEqual(JsonValueKind.Null, (await OnlyAsync(merchant, caisse, own)).GetProperty("endedAt").ValueKind);
    }

    [Fact]
    public async Task A_till_says_that_it_is_there_and_what_it_could_not_send()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var own = await caisse.ApplyAsync();
        using var merchant = MerchantOf(caisse, own);
        var till = await merchant.PostAsync(
            TillsOf(caisse, own), new { pairingCode = Code(await AskAsync(caisse, NewKey())) }, at: Morning);
        using var device = started.Service.ClientWith(TestIdentity.Token(
            [$"{caisse.Slug}:till"], subject: till.GetProperty("clientId").GetString()!, pointOfSaleId: own));
        using var another = started.Service.ClientWith(TestIdentity.Token(
            [$"{caisse.Slug}:till"], subject: "till-other", pointOfSaleId: own));
        var seen = $"{caisse.Address}/tills/{till.Id()}/seen";

        await device.PostAsync(
            seen, new { waitingCount = 3, waitingSince = Morning }, HttpStatusCode.OK, at: Morning.AddHours(1));
        await another.PostAsync(seen, new { waitingCount = 0 }, HttpStatusCode.NotFound);
        await device.PostAsync(seen, new { waitingCount = 1 }, HttpStatusCode.BadRequest);

        var listed = await OnlyAsync(merchant, caisse, own);
        Assert.Equal(
            (3, Morning, Morning.AddHours(1), true),
            (
                listed.GetProperty("waitingCount").GetInt32(),
                listed.GetProperty("waitingSince").GetDateTimeOffset(),
                listed.GetProperty("seenAt").GetDateTimeOffset(),
                listed.GetProperty("hasDeviceKey").GetBoolean()));
    }

    [Fact]
    public async Task People_of_a_point_of_sale_read_its_own_statement_and_settlements()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var (own, other) = (await caisse.ApplyAsync(), await caisse.ApplyAsync());
        using var merchant = MerchantOf(caisse, own);
        foreach (var (id, status) in new[] { (own, HttpStatusCode.OK), (other, HttpStatusCode.Forbidden) })
        {
            var place = $"{caisse.Address}/points-of-sale/{id}";
            await merchant.ReadAsync($"{place}/statement?from=2026-11-01&to=2026-11-30", status);
            await merchant.ReadAsync($"{place}/settlements", status);
        }
    }

    static async Task RefusedAsync(HttpClient client, string tills, string code, DateTimeOffset at)
    {
        var refused = await client.PostAsync(
            tills, new { pairingCode = code }, HttpStatusCode.UnprocessableEntity, at: at);
        Assert.EndsWith("/pairing-code-unknown", refused.GetProperty("type").GetString(), StringComparison.Ordinal);
    }

    static Task<JsonElement> AskAsync(TestCaisse caisse, string key) => caisse.Anyone.PostAsync(
        Pairings, new { devicePublicKey = key, label = "Comptoir" }, at: Morning);

    static Task<JsonElement> StateAsync(TestCaisse caisse, Guid id, DateTimeOffset? at = null) =>
        caisse.Anyone.ReadAsync($"{Pairings}/{id}", at: at ?? Morning);

    static async Task<JsonElement> OnlyAsync(HttpClient merchant, TestCaisse caisse, Guid place) =>
        (await merchant.ReadAsync(TillsOf(caisse, place))).GetProperty("items").EnumerateArray().Single();

    HttpClient MerchantOf(TestCaisse caisse, Guid id) => started.Service.ClientWith(
        TestIdentity.Token([$"{caisse.Slug}:merchant"], pointOfSaleId: id));

    static string TillsOf(TestCaisse caisse, Guid id) => $"{caisse.Address}/points-of-sale/{id}/tills";

    static string EndOf(TestCaisse caisse, JsonElement till) => $"{caisse.Address}/tills/{till.Id()}/end";

    static string Code(JsonElement asked) => asked.GetProperty("code").GetString()!;

    static string? State(JsonElement pairing) => pairing.GetProperty("state").GetString();

    static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }
}
