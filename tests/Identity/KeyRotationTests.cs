using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Caisse.Identity.Keys;
using Caisse.Identity.OpenIdConnect;
using Caisse.Support;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Caisse.Identity.Tests;

public sealed class KeyRotationTests
{
    static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_first_key_is_used_at_once_for_thirty_days() =>
        Assert.Equal(new KeySchedule(Now, Now.AddDays(30)), KeySchedule.Due(null, Now));

    [Fact]
    public void No_key_is_made_while_the_last_is_far_from_its_end() =>
        Assert.Null(KeySchedule.Due(Now.AddDays(2), Now));

    [Fact]
    public void The_next_key_is_made_at_least_a_day_before_its_first_use_if_somebody_looks_once_an_hour()
    {
        var until = Now.AddDays(1);
        Assert.Equal(new KeySchedule(until, until.AddDays(30)), KeySchedule.Due(until, Now));
        Assert.NotNull(KeySchedule.Due(until.AddMinutes(59), Now));
    }

    [Fact]
    public void After_a_long_outage_the_next_key_is_used_at_once() =>
        Assert.Equal(Now, KeySchedule.Due(Now.AddDays(-3), Now)!.From);

    [Fact]
    public void A_key_is_published_until_its_last_token_has_expired() =>
        Assert.True(
            new KeySchedule(Now, Now.AddDays(30)).WithdrawnAt
                >= Now.AddDays(30) + KeySchedule.TokenLifetime);

    [Fact]
    public async Task Tokens_of_the_previous_key_still_verify_after_rotation_and_new_ones_use_the_next_key()
    {
        await using var service = await RunningIdentity.StartAsync();
        using var client = service.Client();
        var before = await client.TokenAsync(RunningIdentity.OperatorId, RunningIdentity.OperatorSecret);
        await AgeKeysAsync(service.Database, "30 days");

        var rotate = service.Services.GetServices<IHostedService>().OfType<RotateKeys>().Single();
        await Task.WhenAll(
            rotate.RotateAsync(CancellationToken.None), rotate.RotateAsync(CancellationToken.None));

        using var anotherInstance = new KeyRing(
            service.Services.GetRequiredService<NpgsqlDataSource>(),
            service.Services.GetRequiredService<KeyEncryption>());
        var published = await anotherInstance.PublishedAsync(CancellationToken.None);
        Assert.Equal(2, published.Count);
        Assert.Equal(published[1], await anotherInstance.CurrentAsync(CancellationToken.None));
        Assert.NotNull(await anotherInstance.FindAsync(published[0].KeyId, CancellationToken.None));

        await service.Services.GetRequiredService<FollowKeyRing>().LookAsync("", CancellationToken.None);
        var after = await client.TokenAsync(RunningIdentity.OperatorId, RunningIdentity.OperatorSecret);
        Assert.Equal(published[1].KeyId, KeyOf(after));
        Assert.NotEqual(KeyOf(before), KeyOf(after));
        var keys = (await client.ReadAsync("/.well-known/jwks.json")).GetProperty("keys").EnumerateArray();
        Assert.Equal(
            published.Select(key => key.KeyId).Order(StringComparer.Ordinal),
            keys.Select(key => key.GetProperty("kid").GetString()!).Order(StringComparer.Ordinal));

        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", before);
        await client.PostAsync("/v1/caisses", CaisseToFound.Request(), HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_key_whose_last_token_has_expired_is_destroyed()
    {
        await using var service = await RunningIdentity.StartAsync();
        await AgeKeysAsync(service.Database, "31 days");

        await service.Services.GetServices<IHostedService>().OfType<RotateKeys>().Single()
            .RotateAsync(CancellationToken.None);

        await using var connection = await service.Database.OpenConnectionAsync();
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("select count(*) from signing_key"));
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>(
            "select count(*) from signing_key where used_until > now()"));
    }

    [Fact]
    public void Private_keys_are_unreadable_without_the_key_encryption_key()
    {
        var ours = Encryption(Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray()));
        var theirs = Encryption(Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray()));
        var encrypted = ours.Encrypt("key-1", [1, 2, 3]);

        Assert.Equal([1, 2, 3], ours.Decrypt("key-1", encrypted));
        Assert.Throws<InvalidOperationException>(() => theirs.Decrypt("key-1", encrypted));
        Assert.Throws<InvalidOperationException>(() => ours.Decrypt("key-2", encrypted));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("c2hvcnQ=")]
    [InlineData("not base64")]
    public void A_key_encryption_key_is_needed(string? key) =>
        Assert.Throws<InvalidOperationException>(() => Encryption(key));

    static string KeyOf(string token) => JsonSerializer.Deserialize<JsonElement>(
        Base64Url.DecodeFromChars(token.Split('.')[0])).GetProperty("kid").GetString()!;

    static KeyEncryption Encryption(string? key) => new(
        new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Identity:KeyEncryptionKey"] = key }).Build());

    /// <summary>Makes it later for the keys, as if the platform had run on.</summary>
    static async Task AgeKeysAsync(NpgsqlDataSource database, string by)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            update signing_key set
                used_from = used_from - @by::interval, used_until = used_until - @by::interval,
                withdrawn_at = withdrawn_at - @by::interval
            """, new { by });
    }
}
