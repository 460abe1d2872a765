using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Caisse.Support;

namespace Caisse.Gateway.Tests;

public sealed class ProtectingTests
{
    const string Wallet = "/v1/caisses/c/wallets/1";

    [Fact]
    public async Task A_bad_token_is_turned_away_and_no_token_is_for_the_service_to_judge()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var elses = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var bad in new[]
        {
            "nonsense", TestIdentity.Token(["c:till"], expires: now.AddMinutes(-2)),
            TestIdentity.Token(["c:till"], issuer: "https://elsewhere.example"),
            TestIdentity.Token(["c:till"], signedWith: elses),
        })
        {
            using var client = gateway.ClientWith(bad);
            Assert.Equal(
                "not-signed-in", (await client.ReadAsync(Wallet, HttpStatusCode.Unauthorized)).ProblemType());
        }
        Assert.Empty(gateway.Services["wallet"].Requests);

        using var anonymous = gateway.Client();
        using var till = gateway.Client("c:till");
        await anonymous.ReadAsync(Wallet);
        await till.ReadAsync(Wallet);
    }

    [Fact]
    public async Task A_client_that_asks_too_much_waits_and_others_do_not()
    {
        await using var gateway =
            await RunningGateway.StartAsync("RateLimits:RequestsPerSecond=10", "RateLimits:Burst=5");
        using var greedy = gateway.ClientWith(TestIdentity.Token(["c:till"], "greedy"));
        using var modest = gateway.ClientWith(TestIdentity.Token(["c:till"], "modest"));

        var statuses = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => greedy.GetAsync(new Uri(Wallet, UriKind.Relative))));

        var refused = statuses.First(response => !response.IsSuccessStatusCode);
        Assert.Equal(
            "too-many-requests", (await refused.ShouldBeAsync(HttpStatusCode.TooManyRequests)).ProblemType());
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.True(statuses.Count(response => response.IsSuccessStatusCode) >= 5);
        await modest.ReadAsync(Wallet);
        Array.ForEach(statuses, response => response.Dispose());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Guessing_one_clients_secret_is_slowed_down_and_the_form_still_arrives(bool inHeader)
    {
        await using var gateway = await RunningGateway.StartAsync("RateLimits:SignInsPerClient=3");
        using var client = gateway.Client();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var allowed = await SignInAsync(client, "guessed", inHeader);
            await allowed.ShouldBeAsync(HttpStatusCode.OK);
        }

        using var refused = await SignInAsync(client, "guessed", inHeader);
        using var another = await SignInAsync(client, "another", inHeader);

        await refused.ShouldBeAsync(HttpStatusCode.TooManyRequests);
        Assert.InRange(
            refused.Headers.RetryAfter?.Delta ?? default, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        await another.ShouldBeAsync(HttpStatusCode.OK);
        var seen = gateway.Services["identity"].Requests.Last();
        Assert.Equal(
            inHeader
                ? "grant_type=client_credentials"
                : "grant_type=client_credentials&client_id=another&client_secret=%2B%2F", seen.Body);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_two_megabytes_is_refused_whether_it_says_its_length_or_not(bool chunked)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var client = gateway.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/caisses/c/bank-statements");
        // One byte too many: it has left before the answer, so that no closed connection can hide that.
        request.Content = new ByteArrayContent(new byte[(2 * 1024 * 1024) + 1]);
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;
        using var response = await client.SendAsync(request);

        var problem = await response.ShouldBeAsync(HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal("body-too-large", problem.ProblemType());
        Assert.Equal(2 * 1024 * 1024, problem.GetProperty("largestBytes").GetInt32());
    }

    [Theory]
    [InlineData(false, 0, true)]
    [InlineData(true, -1024, true)] // What frames the pieces is counted too.
    [InlineData(false, 1, false)]
    [InlineData(true, 1, false)]
    public async Task A_receipt_of_eight_megabytes_passes_and_a_larger_one_is_refused(
        bool chunked, int above, bool passes)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var client = gateway.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/caisses/c/receipt-claims");
        request.Content = new ByteArrayContent(new byte[(8 * 1024 * 1024) + above]);
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;
        using var response = await client.SendAsync(request);

        if (passes)
        {
            await response.ShouldBeAsync(HttpStatusCode.OK);
            return;
        }
        var problem = await response.ShouldBeAsync(HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal(8 * 1024 * 1024, problem.GetProperty("largestBytes").GetInt32());
    }

    [Fact]
    public async Task Headers_and_addresses_are_bounded()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var client = gateway.Client();
        using var longAddress =
            await client.GetAsync(new Uri($"/v1/caisses/{new string('a', 10_000)}", UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Get, Wallet);
        request.Headers.Add("X-Large", new string('a', 40_000));
        using var largeHeaders = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestUriTooLong, longAddress.StatusCode);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, largeHeaders.StatusCode);
    }

    static async Task<HttpResponseMessage> SignInAsync(HttpClient client, string clientId, bool inHeader)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth/token");
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials" };
        if (inHeader)
        {
            request.Headers.Authorization =
                new AuthenticationHeaderValue(
                    "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:x")));
        }
        else
        {
            (form["client_id"], form["client_secret"]) = (clientId, "+/");
        }
        request.Content = new FormUrlEncodedContent(form);
        return await client.SendAsync(request);
    }
}
