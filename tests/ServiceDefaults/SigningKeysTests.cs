using System.Buffers.Text;
using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Caisse.ServiceDefaults.Tests;

/// <summary>Where verifiers get keys from, on a clock of the tests and from an identity of the tests.</summary>
public sealed class SigningKeysTests : IDisposable
{
    readonly MovableClock clock = new();
    readonly PublishedKeys identity = new();
    readonly HttpClient client;
    readonly PublishedSigningKeys keys;

    public SigningKeysTests()
    {
        client = new HttpClient(identity) { BaseAddress = new Uri("http://identity") };
        keys = new PublishedSigningKeys(client, clock, NullLogger<PublishedSigningKeys>.Instance);
    }

    public void Dispose()
    {
        keys.Dispose();
        client.Dispose();
        identity.Dispose();
    }

    [Fact]
    public async Task Keys_are_asked_for_once_and_used_for_all_who_name_them()
    {
        identity.Publish("a", "b");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => FindAsync("a")));
        Assert.NotNull(await FindAsync("b"));
        Assert.Equal(1, identity.Asked);
    }

    [Fact]
    public async Task A_withdrawn_key_and_the_tokens_verified_under_it_are_gone_within_a_minute()
    {
        identity.Publish("a", "b");
        Assert.NotNull(await FindAsync("a"));
        identity.Publish("b");
        clock.Move(PublishedSigningKeys.FreshFor);
        Assert.Null(await FindAsync("a"));
        Assert.NotNull(await FindAsync("b"));
        Assert.True(PublishedSigningKeys.FreshFor + VerifiedTokens.KeptFor < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_key_named_for_the_first_time_is_asked_for()
    {
        identity.Publish("a");
        Assert.NotNull(await FindAsync("a"));
        identity.Publish("a", "new");
        clock.Move(PublishedSigningKeys.MinPause);
        Assert.NotNull(await FindAsync("new"));
        Assert.Equal(2, identity.Asked);
    }

    [Fact]
    public async Task Invented_keys_are_one_request_in_a_few_seconds()
    {
        identity.Publish("a");
        for (var second = 0; second < 20; second++)
        {
            for (var number = 0; number < 100; number++)
            {
                Assert.Null(await FindAsync($"invented {second} {number}"));
            }
            clock.Move(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(4, identity.Asked);
    }

    [Fact]
    public async Task While_identity_is_away_known_keys_go_on_for_a_while_and_unknown_ones_are_an_outage()
    {
        identity.Publish("a");
        Assert.NotNull(await FindAsync("a"));
        identity.IsAway = true;
        clock.Move(PublishedSigningKeys.FreshFor);

        Assert.NotNull(await FindAsync("a"));
        await Assert.ThrowsAsync<HttpRequestException>(() => FindAsync("b"));
        var asked = identity.Asked;
        Assert.NotNull(await FindAsync("a"));
        await Assert.ThrowsAsync<HttpRequestException>(() => FindAsync("b"));
        Assert.Equal(asked, identity.Asked);

        clock.Move(PublishedSigningKeys.KnownFor);
        await Assert.ThrowsAsync<HttpRequestException>(() => FindAsync("a"));
        identity.IsAway = false;
        clock.Move(TimeSpan.FromSeconds(1));
        Assert.NotNull(await FindAsync("a"));
    }

    [Fact]
    public async Task While_identity_hangs_only_one_caller_with_a_known_key_waits_for_it()
    {
        identity.Publish("a");
        Assert.NotNull(await FindAsync("a"));
        identity.IsAway = true;
        clock.Move(PublishedSigningKeys.FreshFor);
        Assert.NotNull(await FindAsync("a"));
        clock.Move(TimeSpan.FromSeconds(1));
        identity.Hangs = new TaskCompletionSource();

        var finding = FindAsync("a");
        Assert.NotNull(await FindAsync("a").WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.False(finding.IsCompleted);
        identity.Hangs.SetResult();
        Assert.NotNull(await finding);
    }

    [Fact]
    public void A_verified_token_is_kept_for_a_short_while_and_never_past_its_end()
    {
        var verified = new VerifiedTokens(clock);
        var (somebody, now) = (new ClaimsPrincipal(), clock.GetUtcNow());
        verified.Note("long", somebody, now.AddHours(1));
        verified.Note("short", somebody, now.AddSeconds(10));
        Assert.Same(somebody, verified.Find("long"));
        Assert.Same(somebody, verified.Find("short"));
        Assert.Null(verified.Find("other"));

        clock.Move(TimeSpan.FromSeconds(10));
        Assert.Null(verified.Find("short"));
        Assert.Same(somebody, verified.Find("long"));
        clock.Move(VerifiedTokens.KeptFor - TimeSpan.FromSeconds(10));
        Assert.Null(verified.Find("long"));
    }

    [Fact]
    public void The_memory_of_verified_tokens_is_bounded()
    {
        var verified = new VerifiedTokens(clock);
        var expires = clock.GetUtcNow().AddHours(1);
        for (var number = 0; number <= 2 * VerifiedTokens.MaxKept; number++)
        {
            verified.Note($"token {number}", new ClaimsPrincipal(), expires);
            Assert.InRange(verified.Count, 1, VerifiedTokens.MaxKept);
        }
    }

    Task<ECDsa?> FindAsync(string keyId) => keys.FindAsync(keyId, CancellationToken.None);

    sealed class MovableClock : TimeProvider
    {
        DateTimeOffset now = new(2026, 12, 1, 8, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => now;

        public override long GetTimestamp() => now.Ticks;

        internal void Move(TimeSpan by) => now += by;
    }

    sealed class PublishedKeys : HttpMessageHandler
    {
        string published = "";

        internal int Asked { get; private set; }

        internal bool IsAway { get; set; }

        internal TaskCompletionSource? Hangs { get; set; }

        internal void Publish(params string[] keyIds) => published = new JsonObject
        {
            ["keys"] = new JsonArray([.. keyIds.Select(Describe)]),
        }.ToJsonString();

        static JsonNode Describe(string keyId)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var point = key.ExportParameters(includePrivateParameters: false).Q;
            return new JsonObject
            {
                ["kty"] = "EC",
                ["crv"] = "P-256",
                ["kid"] = keyId,
                ["x"] = Base64Url.EncodeToString(point.X!),
                ["y"] = Base64Url.EncodeToString(point.Y!),
            };
        }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            if (Hangs is { } hangs)
            {
                await hangs.Task.WaitAsync(cancellationToken);
            }
            return IsAway
                ? throw new HttpRequestException("There is nobody.")
                : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(published) };
        }
    }
}
