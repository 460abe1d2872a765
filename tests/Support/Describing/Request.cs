using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Caisse.ServiceDefaults;

namespace Caisse.Support;

/// <summary>One request of many, and what may be answered.</summary>
/// <param name="By">Who sends it.</param>
/// <param name="Method">How.</param>
/// <param name="Address">Where to.</param>
/// <param name="IsAnswered">Whether an answer, its body read, is as it should be.</param>
/// <param name="Body">What is sent, or null.</param>
/// <param name="MediaType">As what it is sent.</param>
public sealed record Request(
    HttpClient By, string Method, string Address, Func<HttpResponseMessage, string, bool> IsAnswered,
    string? Body = null, string MediaType = "application/json")
{
    const int LargeBody = 1024 * 1024;
    const int LongestShown = 240;

    /// <summary>Its Idempotency-Key: one that nobody has used, unless told otherwise.</summary>
    public string? Key { get; init; } = Guid.NewGuid().ToString();

    /// <summary>When it says that it happens; null: now.</summary>
    public string? Clock { get; init; }

    internal HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), Address);
        if (Key is not null)
        {
            message.Headers.Add(IdempotencyKey.Header, Key);
        }
        if (Clock is not null)
        {
            message.Headers.Add(RequestClock.Header, Clock);
        }
        message.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
            // As clients do with large bodies: a refusal is heard before the body is sent into a closed
            // connection.
            message.Headers.ExpectContinue = Body.Length > LargeBody;
        }
        return message;
    }

    /// <inheritdoc />
    public override string ToString() =>
        $"{Method} {Shorten(Address)} {MediaType} {Shorten(Body ?? "(no body)")}"
        + $"{(Clock is null ? "" : $" at {Clock}")}";

    /// <summary>Whether an answer is a problem with its details.</summary>
    public static bool IsProblem(HttpResponseMessage response) =>
        response?.Content.Headers.ContentType?.MediaType == "application/problem+json";

    /// <summary>The type of a problem, without the words around it.</summary>
    public static string ProblemOf(string body) =>
        JsonSerializer.Deserialize<JsonElement>(body).ProblemType();

    /// <summary>
    /// Refused as the caller's mistake, whatever it is, by name; too many requests would be ours.
    /// </summary>
    public static bool IsRefused(HttpResponseMessage response, string body) =>
        response is not null && (int)response.StatusCode is >= 400 and < 500 and not 429
        && IsProblem(response)
        && JsonSerializer.Deserialize<JsonElement>(body).TryGetProperty("type", out _);

    internal static string Shorten(string text) =>
        text.Length <= LongestShown ? text : $"{text[..LongestShown]}...";
}
