using System.Net;
using System.Text;
using Caisse.Support;
using Microsoft.AspNetCore.Http;

namespace Caisse.Gateway.Tests;

public sealed class RoutingTests : IAsyncLifetime
{
    RunningGateway gateway = null!;

    public async Task InitializeAsync() => gateway = await RunningGateway.StartAsync();

    public async Task DisposeAsync() => await gateway.DisposeAsync();

    [Theory]
    [InlineData(
        "identity",
        "/oauth/token", "/oauth/authorize", "/.well-known/openid-configuration", "/v1/caisses",
        "/v1/caisses/c", "/v1/caisses/c/clients", "/v1/caisses/c/staff/1",
        "/v1/operations/identity/failed-messages")]
    [InlineData(
        "membership",
        "/v1/caisses/c/applications/1/admission", "/v1/caisses/c/admissions", "/v1/caisses/c/households",
        "/v1/caisses/c/households/1/members", "/v1/caisses/c/campaigns/1/draw",
        "/v1/caisses/c/draws/1/evidence", "/v1/caisses/c/participations", "/v1/caisses/c/members/1/export",
        "/v1/caisses/c/imports/households", "/v1/operations/membership/failed-messages")]
    [InlineData(
        "contributions",
        "/v1/caisses/c/contribution-scheme?on=2026-12-01", "/v1/caisses/c/contribution-quotes",
        "/v1/caisses/c/pledges/1", "/v1/caisses/c/mandates", "/v1/caisses/c/collections/1/pain.008",
        "/v1/caisses/c/bank-statements", "/v1/caisses/c/receipts", "/v1/caisses/c/households/1/contributions",
        "/v1/caisses/c/funders", "/v1/caisses/c/grants/1/report", "/v1/caisses/c/fund",
        "/v1/caisses/c/exports/journal.csv?from=2026-01-01&to=2026-02-01", "/v1/caisses/c/tax-receipts",
        "/v1/caisses/c/forecasts", "/v1/operations/contributions/failed-messages")]
    [InlineData(
        "wallet",
        "/v1/caisses/c/allocation-runs/1", "/v1/caisses/c/wallets/1/entries",
        "/v1/caisses/c/payments/1/refunds", "/v1/caisses/c/offline-payments", "/v1/caisses/c/cards/1/pin",
        "/v1/caisses/c/ledger/check", "/v1/operations/wallet/failed-messages")]
    [InlineData(
        "merchant-network",
        "/v1/caisses/c/points-of-sale/1/tills", "/v1/caisses/c/settlements/1/pain.001",
        "/v1/caisses/c/buying-groups/1/orders", "/v1/operations/merchant-network/failed-messages")]
    [InlineData(
        "governance",
        "/v1/caisses/c/bodies/1/mandates", "/v1/caisses/c/meetings/1/minutes", "/v1/caisses/c/calendar.ics",
        "/v1/caisses/c/proposals/1/ballots", "/v1/caisses/c/decisions", "/v1/caisses/c/investment-projects",
        "/v1/operations/governance/failed-messages")]
    public async Task Each_address_goes_to_its_service(string service, params string[] addresses)
    {
        using var client = gateway.Client();
        foreach (var address in addresses)
        {
            var answer = await client.ReadAsync(address);
            Assert.Equal((address, service), (address, answer.GetProperty("service").GetString()));
        }
        Assert.Equal(addresses, gateway.Services[service].Requests.Select(seen => seen.Target));
    }

    [Theory]
    [InlineData("/v1")]
    [InlineData("/v1/caisses/c/unknown")]
    [InlineData("/v1/operations/unknown/failed-messages")]
    [InlineData("/health/ready.html")]
    public async Task An_unknown_address_is_404(string address)
    {
        using var client = gateway.Client();
        Assert.Equal("not-found", (await client.ReadAsync(address, HttpStatusCode.NotFound)).ProblemType());
    }

    [Fact]
    public async Task A_request_arrives_as_it_was_sent()
    {
        using var client = gateway.Client("c:till");
        await client.PostAsync(
            "/v1/caisses/c/payments?a=%C3%A9&b=1%2F2", new { amountCents = 360 }, HttpStatusCode.OK, "key-1",
            DateTimeOffset.UnixEpoch);

        var seen = Assert.Single(gateway.Services["wallet"].Requests);
        Assert.Equal("POST", seen.Method);
        Assert.Equal("/v1/caisses/c/payments?a=%C3%A9&b=1%2F2", seen.Target);
        Assert.Equal("""{"amountCents":360}""", seen.Body);
        Assert.Equal("key-1", seen.Headers["Idempotency-Key"]);
        Assert.StartsWith("1970-01-01", seen.Headers["Caisse-Clock"], StringComparison.Ordinal);
        Assert.StartsWith("Bearer ", seen.Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_trace_goes_through()
    {
        using var client = gateway.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/caisses/c/fund");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        using var response = await client.SendAsync(request);

        var trace =
            Assert.Single(gateway.Services["contributions"].Requests).Headers["traceparent"].Split('-');
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", trace[1]);
    }

    [Fact]
    public async Task Nobody_can_invent_where_they_come_from()
    {
        using var client = gateway.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/caisses/c/fund");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        request.Headers.Add("X-Forwarded-Host", "elsewhere.example");
        request.Headers.Add("X-Forwarded-Prefix", "/elsewhere");
        request.Headers.Add("X-Real-IP", "203.0.113.7");
        request.Headers.Add("Forwarded", "for=203.0.113.7");
        using var response = await client.SendAsync(request);

        var headers = Assert.Single(gateway.Services["contributions"].Requests).Headers;
        Assert.Equal("127.0.0.1", headers["X-Forwarded-For"]);
        Assert.Equal(gateway.Address.Authority, headers["X-Forwarded-Host"]);
        Assert.DoesNotContain("Forwarded", headers.Keys);
        Assert.DoesNotContain("X-Real-IP", headers.Keys);
        Assert.DoesNotContain(headers.Values, value => value.Contains("elsewhere", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_load_balancer_that_is_named_is_believed()
    {
        await using var behind = await RunningGateway.StartAsync("Forwarded:TrustedProxies=127.0.0.1,::1");
        using var client = behind.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/caisses/c/fund");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        using var response = await client.SendAsync(request);

        Assert.Equal(
            "203.0.113.7",
            Assert.Single(behind.Services["contributions"].Requests).Headers["X-Forwarded-For"]);
    }

    [Fact]
    public async Task An_answer_comes_back_untouched_but_for_what_browsers_need()
    {
        const string body = "{ \"odd\" :\t1.50 }\n";
        gateway.Services["wallet"].Answer = http =>
        {
            http.Response.StatusCode = StatusCodes.Status409Conflict;
            http.Response.Headers.ETag = "\"3\"";
            http.Response.ContentType = "application/problem+json";
            return http.Response.WriteAsync(body);
        };
        using var client = gateway.Client();
        using var response = await client.GetAsync(new Uri("/v1/caisses/c/wallets/1", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
        Assert.Equal("\"3\"", response.Headers.ETag?.Tag);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task An_empty_answer_stays_empty()
    {
        gateway.Services["wallet"].Answer = http =>
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        };
        using var client = gateway.Client();
        using var response = await client.GetAsync(new Uri("/v1/caisses/c/wallets/1", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/c/points-de-vente")]
    [InlineData("/aide")]
    [InlineData("/index.php")]
    public async Task What_is_for_people_goes_to_the_portal(string address)
    {
        using var client = gateway.Client();
        Assert.Equal("portal", (await client.ReadAsync(address)).GetProperty("service").GetString());
    }
}
