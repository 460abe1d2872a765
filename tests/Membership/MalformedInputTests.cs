using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Caisse.ServiceDefaults;
using Caisse.Support;
using static Caisse.Membership.Tests.Register;

namespace Caisse.Membership.Tests;

public sealed class MalformedInputTests(Register register) : IClassFixture<Register>
{
    /// <summary>Values that few or no fields may hold, as JSON.</summary>
    static readonly string[] Hostile =
    [
        """{"a": 1}""", "[[]]", "7", "1e400", "true", "\"\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00x\"",
        $"\"{new string('a', 5000)}\"", "\"0001-01-01\"", "\"9999-12-31\"", "\"9999-12\"", "\"-1\"",
        "\"2026-02-30\"", "\"\\u202e\"", "[null]",
    ];

    const string Number = "7";

    static readonly string[] AlwaysMalformed =
        ["""{"a": 1}""", "[[]]", Number, "\"a\\u0000b\"", "\"\\ud800\"", "\"\""];

    public static TheoryData<int> RoutesWithBody =>
        [.. Route.All.Index().Where(entry => entry.Item.Body is not null).Select(entry => entry.Index)];

    [Theory]
    [MemberData(nameof(RoutesWithBody))]
    public async Task No_value_of_any_field_makes_the_service_fail(int index)
    {
        var route = Route.All[index];
        var address = await AddressAsync(route);
        foreach (var path in Paths(JsonNode.Parse(route.Json!)!))
        {
            foreach (var value in Hostile.Append("null"))
            {
                using var response = await SendAsync(route, address, Replaced(route.Json!, path, value));
                if (!response.IsSuccessStatusCode)
                {
                    await ShouldBeProblemAsync(response, $"{path} = {value}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(RoutesWithBody))]
    public async Task What_is_malformed_everywhere_is_refused_with_a_problem(int index)
    {
        var route = Route.All[index];
        var address = await AddressAsync(route);
        var bodies = Paths(JsonNode.Parse(route.Json!)!)
            .SelectMany(path => AlwaysMalformed
                .Where(value => value != Number || !IsNumber(route.Json!, path))
                .Select(value => Replaced(route.Json!, path, value)))
            .Concat(["", "null", "[]", "7", "\"x\"", "{", "{}", "\0", new string('[', 5000)])
            .Append(route.Json!.Insert(1, "\"unknown\": 1,"));
        foreach (var body in bodies)
        {
            using var response = await SendAsync(route, address, body);
            await response.ShouldBeAsync(HttpStatusCode.BadRequest);
        }
    }

    [Theory]
    [MemberData(nameof(RoutesWithBody))]
    public async Task Bodies_that_are_too_large_or_of_another_kind_or_not_utf8_are_refused(int index)
    {
        var route = Route.All[index];
        var address = await AddressAsync(route);
        using var form = await SendAsync(
            route, address, new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded"));
        await ShouldBeProblemAsync(form, "a form");
        using var large = await SendAsync(route, address, $"\"{new string('a', 3 * 1024 * 1024)}\"");
        await large.ShouldBeAsync(HttpStatusCode.RequestEntityTooLarge);
        var broken = Encoding.Latin1.GetBytes(
            route.Json!.Replace(":\"", ":\"\u00ff", StringComparison.Ordinal));
        using var bytes = await SendAsync(
            route, address,
            new ByteArrayContent(broken) { Headers = { ContentType = new("application/json") } });
        await bytes.ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/applications?state=nope")]
    [InlineData("/applications?state=%00")]
    [InlineData("/applications?state=")]
    [InlineData("/applications?limit=0")]
    [InlineData("/applications?limit=501")]
    [InlineData("/applications?limit=99999999999")]
    [InlineData("/applications?after=%00")]
    [InlineData("/applications?after=%F0%28%8C%28")]
    [InlineData("/households?state=ACTIVE")]
    [InlineData("/households?state=%ED%A0%80")]
    [InlineData("/households?limit=x")]
    [InlineData("/households?after=nope")]
    [InlineData("/households/{0}?on=2026-13-01")]
    [InlineData("/households/{0}?on=%00")]
    [InlineData("/households/{0}?on=99999-01-01")]
    public async Task Queries_that_make_no_sense_are_refused(string address)
    {
        var path = address.Replace("{0}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal);
        await register.Coordinator.ReadAsync(Root + path, HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    public async Task The_ends_of_the_calendar_are_days_like_others(string on)
    {
        var id = (await register.EnrolAsync("2026-12", Anais)).Id();
        await register.Coordinator.ReadAsync($"{Root}/households/{id}?on={on}");
    }

    [Fact]
    public async Task A_list_of_twenty_one_people_or_none_is_refused()
    {
        var many = Enumerable.Repeat(Anais, 21).ToArray();
        foreach (var members in new[] { many, [], [null!] })
        {
            await register.Anyone.PostAsync(
                $"{Root}/applications", Application(members), HttpStatusCode.BadRequest, at: Now);
            await register.Coordinator.PostAsync(
                $"{Root}/households", Enrolment("2026-12", members), HttpStatusCode.BadRequest, at: Now);
        }
    }

    [Fact]
    public async Task A_household_takes_no_twenty_first_person()
    {
        var people = Enumerable.Repeat(Anais, 20).ToArray();
        var id = (await register.EnrolAsync("2026-12", people)).Id();
        var problem = await register.Coordinator.PostAsync(
            $"{Root}/households/{id}/members",
            new { firstName = "Noé", lastName = "Martin", birthDate = "2026-11-01", joinedOn = "2026-11-01" },
            HttpStatusCode.Conflict, at: Now);
        Assert.Equal("household-full", problem.ProblemType());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\"99999999999999999999\"")]
    [InlineData("W/\"1\"")]
    [InlineData("*")]
    public async Task An_if_match_that_is_no_etag_of_ours_is_refused(string tag)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Patch, $"{Root}/households/{Guid.CreateVersion7()}")
        {
            Content = new StringContent(
                """{"contact": {"phone": "0467000000"}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", tag);
        using var response = await register.Coordinator.SendAsync(request);
        await response.ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    static async Task ShouldBeProblemAsync(HttpResponseMessage response, string what)
    {
        var body = await response.Content.ReadAsStringAsync();
        var status = (int)response.StatusCode;
        Assert.True(status is >= 400 and < 500, $"{what}: {status} {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("Caisse.", body, StringComparison.Ordinal);
    }

    async Task<string> AddressAsync(Route route)
    {
        var application = (await register.ApplyAsync(Anais)).Id();
        var household = await register.EnrolAsync("2026-12", Anais);
        return route.In(
            "montpellier", application.ToString(), household.Id().ToString(),
            household.GetProperty("memberIds")[0].GetString()!);
    }

    Task<HttpResponseMessage> SendAsync(Route route, string address, string body) =>
        SendAsync(route, address, new StringContent(body, Encoding.UTF8, "application/json"));

    async Task<HttpResponseMessage> SendAsync(Route route, string address, HttpContent body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), address) { Content = body };
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        request.Headers.Add("Caisse-Clock", Now.ToString("O"));
        // The service may refuse a body without reading it; who has not begun to send it hears the refusal.
        request.Headers.ExpectContinue = body.Headers.ContentLength > CaisseHost.LargestBodyBytes;
        return await register.Coordinator.SendAsync(request);
    }

    /// <summary>Where each value of a body is: "members", "members.0", "members.0.firstName".</summary>
    static IEnumerable<string> Paths(JsonNode node, string prefix = "") => node switch
    {
        JsonObject members => members.SelectMany(member => Below(member.Value!, prefix + member.Key)),
        JsonArray entries => entries.SelectMany((entry, index) => Below(entry!, $"{prefix}{index}")),
        _ => [],
    };

    static IEnumerable<string> Below(JsonNode node, string path) => Paths(node, $"{path}.").Prepend(path);

    static bool IsNumber(string json, string path) => path.Split('.').Aggregate(
        JsonNode.Parse(json), (node, name) => node is JsonArray entries ? entries[Position(name)] : node![name])
        is JsonValue value && value.GetValueKind() == JsonValueKind.Number;

    static string Replaced(string json, string path, string value)
    {
        var root = JsonNode.Parse(json)!;
        var names = path.Split('.');
        var holder = names.SkipLast(1).Aggregate(root, (node, name) =>
            node is JsonArray entries ? entries[Position(name)]! : node[name]!);
        // A marker first and the text of the value after, since what is not valid JSON cannot be a node.
        const string Marker = "replaced-here";
        if (holder is JsonArray list)
        {
            list[Position(names[^1])] = Marker;
        }
        else
        {
            holder[names[^1]] = Marker;
        }
        return root.ToJsonString().Replace($"\"{Marker}\"", value, StringComparison.Ordinal);
    }

    static int Position(string name) => int.Parse(name, CultureInfo.InvariantCulture);
}
