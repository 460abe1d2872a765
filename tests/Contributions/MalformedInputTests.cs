using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Caisse.ServiceDefaults;
using Caisse.Support;

namespace Caisse.Contributions.Tests;

public sealed class MalformedInputTests(StartedService started) : IClassFixture<StartedService>
{
    /// <summary>A request that is well formed, for every use case that takes one.</summary>
    static readonly Dictionary<string, string> WellFormed = new()
    {
        ["POST contribution-quotes"] = """{"householdId": "ID", "on": "2026-12-01"}""",
        ["POST pledges"] =
            """{"householdId": "ID", "monthlyCents": 1000, "method": "cash", "fromPeriod": "2026-12"}""",
        ["PATCH pledges/{pledgeId:guid}"] =
            """{"fromPeriod": "2026-12", "monthlyCents": 1000, "method": "cash", "paused": true}""",
        ["POST collections"] = """{"period": "2026-12"}""",
        ["POST receipts"] = """
            {"householdId": "ID", "period": "2026-12", "amountCents": 1, "method": "cash",
                "receivedOn": "2026-12-01"}
            """,
        ["POST funders"] = """{"name": "Ville", "kind": "public"}""",
        ["POST grants"] = """
            {"funderId": "ID", "amountCents": 1, "from": "2026-01-01", "until": "2026-12-31",
                "purpose": "Droit"}
            """,
        ["POST grants/{grantId:guid}/instalments"] = """{"amountCents": 1, "receivedOn": "2026-12-01"}""",
    };

    /// <summary>Never a value of any field.</summary>
    static readonly string[] NeverRight =
        ["{}", "[]", "\"\\u0000\"", "\"\"", "1e400", "99999999999999999999", "-1", "1.5", "\"\\ud800\""];

    /// <summary>Right for some fields: what matters is that nothing fails.</summary>
    static readonly string[] AtTheEdge =
    [
        "null", "true", "0", "9223372036854775807", "\"0001-01-01\"", "\"9999-12-31\"", "\"0001-01\"",
        "\"9999-12\"",
        "\"00000000-0000-0000-0000-000000000000\"", $"\"{new string('x', 5000)}\"",
    ];

    static readonly string[] NoRequest =
        ["", "null", "[]", "7", "{", "{}{}", """{"unknown": 1}""", "{\"\\u0000\": 1}"];

    [Fact]
    public async Task Every_use_case_that_takes_a_body_refuses_a_malformed_one()
    {
        var fund = await TestFund.FoundAsync(started);
        foreach (var endpoint in Endpoint.All(fund.Service.Services).Where(
            endpoint => endpoint.Method != HttpMethod.Get))
        {
            var good = WellFormed[endpoint.ToString()].Replace(
                "ID", Guid.CreateVersion7().ToString(), StringComparison.Ordinal);
            foreach (var body in NoRequest.Concat(Mutants(good, NeverRight)))
            {
                await ShouldBeMalformedAsync(fund, endpoint, body);
            }
            foreach (var body in Mutants(good, AtTheEdge))
            {
                using var response = await SendAsync(fund, endpoint, body);
                Assert.True(
                    (int)response.StatusCode < 500, $"{endpoint} answers {response.StatusCode} to {body}");
            }
        }
    }

    static IEnumerable<string> Mutants(string good, string[] values) =>
        from field in JsonNode.Parse(good)!.AsObject().Select(member => member.Key)
        from value in values
        select "{" + string.Join(", ", JsonNode.Parse(good)!.AsObject().Select(member =>
            $"\"{member.Key}\": {(member.Key == field ? value : member.Value!.ToJsonString())}")) + "}";

    static async Task ShouldBeMalformedAsync(TestFund fund, Endpoint endpoint, string body)
    {
        using var response = await SendAsync(fund, endpoint, body);
        Assert.True(
            response.StatusCode == HttpStatusCode.BadRequest,
            $"{endpoint} answers {response.StatusCode} to {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    static async Task<HttpResponseMessage> SendAsync(TestFund fund, Endpoint endpoint, string body)
    {
        using var request = new HttpRequestMessage(endpoint.Method, endpoint.AddressIn(fund.Caisse));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Add(IdempotencyKey.Header, TestFund.NewKey());
        request.Headers.Add("If-Match", "\"1\"");
        return await fund.Treasurer.SendAsync(request);
    }

    [Theory]
    [InlineData("pledges?limit=0")]
    [InlineData("pledges?limit=501")]
    [InlineData("collections?limit=many")]
    [InlineData("funders?after=%00")]
    [InlineData("grants?after=bm9uc2Vuc2U")]
    [InlineData("contribution-scheme?on=tomorrow")]
    [InlineData("contribution-scheme?on=%00")]
    [InlineData("exports/journal.csv")]
    [InlineData("exports/journal.csv?from=2026-12-01")]
    [InlineData("exports/journal.csv?from=2026-12-02&to=2026-12-01")]
    [InlineData("exports/journal.csv?from=0001-01-01&to=9999-12-31")]
    [InlineData("exports/journal.csv?from=x&to=y")]
    public async Task A_malformed_question_is_refused(string path)
    {
        var fund = await TestFund.FoundAsync(started);
        await fund.ReadAsync(path, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found()
    {
        var fund = await TestFund.FoundAsync(started);
        foreach (var endpoint in Endpoint.All(fund.Service.Services).Where(
            one => one.Pattern.Contains('{', StringComparison.Ordinal)))
        {
            var isRead = endpoint.Method == HttpMethod.Get;
            using var unknown = await fund.Treasurer.SendJsonAsync(
                endpoint.Method, endpoint.AddressIn(fund.Caisse),
                isRead ? null : JsonNode.Parse(WellFormed[endpoint.ToString()]), TestFund.NewKey(),
                TestFund.Now, 1);
            await unknown.ShouldBeAsync(HttpStatusCode.NotFound);
            using var noId = await fund.Treasurer.SendJsonAsync(
                endpoint.Method, endpoint.AddressIn(fund.Caisse).Replace('-', '_'), isRead ? null : new { });
            await noId.ShouldBeAsync(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task A_period_a_century_away_cannot_be_collected()
    {
        var fund = await TestFund.FoundAsync(started);
        var problem = await fund.PostAsync(
            "collections", new { period = "2126-12" }, HttpStatusCode.UnprocessableEntity, TestFund.NewKey());
        Assert.Equal("2027-12", problem.GetProperty("latestPeriod").GetString());
    }

    [Fact]
    public async Task Euros_that_arrive_tomorrow_are_not_recorded_today()
    {
        var fund = await TestFund.FoundAsync(started);
        var body = new
        {
            householdId = await fund.AdmitAsync(1),
            period = "2026-12",
            amountCents = 1,
            method = "cash",
            receivedOn = "2026-12-06",
        };
        var problem = await fund.PostAsync(
            "receipts", body, HttpStatusCode.UnprocessableEntity, TestFund.NewKey());
        Assert.Equal("received-in-future", problem.ProblemType());
    }
}
