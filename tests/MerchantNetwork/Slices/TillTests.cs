using System.Net;
using System.Security.Cryptography;
using System.Text;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Support;
using Dapper;

namespace Caisse.MerchantNetwork.Tests.Slices;

public sealed class TillTests(StartedMerchantNetwork started) : IClassFixture<StartedMerchantNetwork>
{
    [Fact]
    public async Task The_secret_is_answered_once_and_only_its_digest_leaves()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var address = $"{caisse.Address}/points-of-sale/{await caisse.ApplyAsync()}/tills";
        var till = await caisse.Coordinator.PostAsync(address, new { name = "counter 1" });
        var secret = till.GetProperty("clientSecret").GetString()!;
        Assert.Equal(43, secret.Length);
        var told = await started.Service.ShouldPublishAsync<TillRegistered>(it => it.TillId == till.Id());
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret))), told.SecretSha256);
        Assert.Equal(till.GetProperty("clientId").GetString(), told.ClientId);
        await using var connection = await started.Service.Database.OpenConnectionAsync();
        var kept = await connection.QueryAsync<string>(
            """
            select till::text from till
            union all select audit::text from audit
            union all select outbox::text from outbox
            """);
        Assert.DoesNotContain(kept, row => row.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tills_are_listed_for_the_coordinator_without_secrets()
    {
        var caisse = await TestCaisse.FoundAsync(started.Service);
        var address = $"{caisse.Address}/points-of-sale/{await caisse.ApplyAsync()}/tills";
        await caisse.Coordinator.PostAsync(address, new { name = "counter 1" });
        await caisse.Coordinator.PostAsync(address, new { name = "counter 2" });
        var page = await caisse.Coordinator.ReadAsync($"{address}?limit=1");
        Assert.Equal("counter 1", page.GetProperty("items")[0].GetProperty("name").GetString());
        Assert.False(page.GetProperty("items")[0].TryGetProperty("clientSecret", out _));
        var last = await caisse.Coordinator.ReadAsync(
            $"{address}?after={page.GetProperty("next").GetString()}");
        Assert.Equal(
            "counter 2", last.GetProperty("items").EnumerateArray().Single().GetProperty("name").GetString());
        await caisse.Treasurer.ReadAsync(address, HttpStatusCode.Forbidden);
    }
}
