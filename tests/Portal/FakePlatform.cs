using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Caisse.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Caisse.Portal.Tests;

/// <summary>
/// Stands in for the services behind the gateway: answers from <c>Register.json</c>, what is a household's
/// only to who brings a token, remembers what it was sent, and is away where a test wants it to be.
/// </summary>
sealed class FakePlatform : IAsyncDisposable
{
    readonly WebApplication app;
    readonly JsonObject answers = JsonNode.Parse(File.ReadAllText("Register.json"))!.AsObject();
    readonly JsonObject ofStaff = JsonNode.Parse(File.ReadAllText("Staff.json"))!.AsObject();

    FakePlatform(WebApplication app) => this.app = app;

    internal string Address => app.Urls.First();

    internal FakeIdentity Identity { get; } = new();

    /// <summary>What was posted: the path, the key and the body.</summary>
    internal ConcurrentQueue<(string Path, string Key, JsonNode Body)> Posted { get; } = [];

    /// <summary>Which paths do not answer, by a part of them.</summary>
    internal ConcurrentDictionary<string, bool> Away { get; } = [];

    internal static async Task<FakePlatform> StartAsync()
    {
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var platform = new FakePlatform(app);
        platform.Identity.Map(app);
        using var keys = new HttpClient();
        var published = await keys.GetStringAsync(
            new Uri($"{await TestIdentity.AddressAsync()}/.well-known/jwks.json"));
        app.MapGet("/.well-known/jwks.json", () => Results.Text(published, "application/json"));
        app.Map("{**path}", (Delegate)platform.AnswerAsync);
        await app.StartAsync();
        return platform;
    }

    async Task<IResult> AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (Away.Keys.Any(part => path.Contains(part, StringComparison.Ordinal)))
        {
            return Problem(503, "service-unavailable");
        }
        if (IsOfHousehold(path) && http.Request.Headers.Authorization.Count == 0)
        {
            return Problem(401, "not-signed-in");
        }
        if (HttpMethods.IsPost(http.Request.Method))
        {
            var body = (await JsonNode.ParseAsync(http.Request.Body))!;
            Posted.Enqueue((path, http.Request.Headers["Idempotency-Key"].ToString(), body));
            return path.EndsWith("/qr", StringComparison.Ordinal)
                ? Results.Json(new
                {
                    code = $"caisse:qr:{Guid.CreateVersion7():N}",
                    expiresAt = TimeProvider.System.GetUtcNow().AddMinutes(1),
                })
                : Results.Json(new
                {
                    id = Guid.CreateVersion7(),
                    state = path.EndsWith("/block", StringComparison.Ordinal) ? "blocked" : "received",
                    householdId = Guid.Empty,
                });
        }
        return (answers[path] ?? ofStaff[path]) is { } answer ? Results.Json(answer) : Problem(404, "not-found");
    }

    static bool IsOfHousehold(string path) => path.Contains("/wallets", StringComparison.Ordinal)
        || path.Contains("/cards", StringComparison.Ordinal);

    static IResult Problem(int status, string type) => Results.Json(
        new { type = $"https://caisse.example/problems/{type}", title = type, status, detail = type },
        JsonSerializerOptions.Web, "application/problem+json", status);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
