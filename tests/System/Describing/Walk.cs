using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Caisse.ServiceDefaults;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>A caisse with one of everything in it, for walking along all operations.</summary>
internal sealed class Walk
{
    const int AtOnce = 8;
    const int MostShown = 25;

    readonly ConcurrentQueue<string> surprises = [];
    int requests;

    internal required Fund Fund { get; init; }

    /// <summary>Someone with every role that staff can have.</summary>
    internal required HttpClient Everyone { get; init; }

    internal required Shop Shop { get; init; }

    /// <summary>What there is, under the names that addresses and bodies use.</summary>
    internal required IReadOnlyDictionary<string, string> Known { get; init; }

    internal int Requests => requests;

    internal static async Task<Walk> BeginAsync(Platform platform, string slug)
    {
        var fund = await Fund.FoundAsync(platform, slug, Fund.At(2025, 12, 15), Fund.HundredPerAdult, Fund.OneEuro);
        var household = await fund.AdmitAsync(Fund.Month(2026, 1), new DateOnly(1980, 4, 1));
        await fund.ConveneAsync(household.MemberIds[0]);
        var everyone = await fund.NameMemberAsync(
            household.MemberIds[0], [.. Grants.StaffRoles.Where(role => role != Grants.Member)]);
        var shop = await fund.ApplyAsync("Épicerie");
        var (cardId, _) = await fund.IssueCardAsync(household);
        var bodies = await fund.Public.ReadAsync($"{fund.Root}/bodies");
        return new Walk
        {
            Fund = fund,
            Everyone = everyone,
            Shop = shop,
            Known = new Dictionary<string, string>
            {
                ["caisse"] = slug,
                ["householdId"] = household.Id.ToString(),
                ["household"] = household.Id.ToString(),
                ["memberId"] = household.MemberIds[0].ToString(),
                ["pointOfSaleId"] = shop.Id.ToString(),
                ["cardId"] = cardId.ToString(),
                ["bodyId"] = bodies.GetProperty("items")[0].Id().ToString(),
                ["number"] = "1",
            },
        };
    }

    /// <summary>What an address needs: something there is, or an id that nothing has.</summary>
    internal string ValueOf(string name) => Known.GetValueOrDefault(name, "01981f00-0000-7000-8000-00000000ffff");

    /// <summary>Makes all requests, several at once; what is not as it should be is noted, and the rest goes on.</summary>
    internal Task SendAllAsync(IEnumerable<Request> all) => Parallel.ForEachAsync(
        all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (request, cancel) =>
        {
            Interlocked.Increment(ref requests);
            if (await SurpriseAsync(request, cancel) is { } surprise)
            {
                surprises.Enqueue($"{request} -> {surprise}");
            }
        });

    static async Task<string?> SurpriseAsync(Request request, CancellationToken cancel)
    {
        try
        {
            using var message = request.ToMessage();
            using var response = await request.By.SendAsync(message, cancel);
            var body = await response.Content.ReadAsStringAsync(cancel);
            return request.IsAnswered(response, body)
                ? null
                : $"{(int)response.StatusCode} {response.Content.Headers.ContentType}: {Shorten(body)}";
        }
        catch (HttpRequestException broken)
        {
            return broken.ToString().Split('\n')[0];
        }
    }

    internal void ShouldHoldNoSurprise() => Assert.True(
        surprises.IsEmpty, $"{surprises.Count} of {requests}:\n{string.Join('\n', surprises.Order().Take(MostShown))}");

    internal static string Shorten(string text) => text.Length <= 240 ? text : $"{text[..240]}...";
}

/// <summary>One request of a walk, and what may be answered.</summary>
internal sealed record Request(
    HttpClient By, string Method, string Address, Func<HttpResponseMessage, string, bool> IsAnswered, string? Body = null,
    string MediaType = "application/json")
{
    const int LargeBody = 1024 * 1024;

    internal HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), Address);
        message.Headers.Add(IdempotencyKey.Header, Calls.NewKey());
        message.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
            // As clients do with large bodies: a refusal is heard before the body is sent into a closed connection.
            message.Headers.ExpectContinue = Body.Length > LargeBody;
        }
        return message;
    }

    public override string ToString() => $"{Method} {Walk.Shorten(Address)} {MediaType} {Walk.Shorten(Body ?? "(no body)")}";

    internal static bool IsProblem(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType == "application/problem+json";

    /// <summary>The type of a problem, without the words around it.</summary>
    internal static string ProblemOf(string body) => JsonSerializer.Deserialize<JsonElement>(body).ProblemType();
}
