using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Caisse.ServiceDefaults;

namespace Caisse.Support;

/// <summary>Calls in tests, short to read: send JSON, expect a status, read JSON.</summary>
public static class Http
{
    /// <summary>Sends JSON with an idempotency key and an instant where given.</summary>
    public static async Task<HttpResponseMessage> SendJsonAsync(
        this HttpClient client, HttpMethod method, string address, object? body = null, string? key = null,
        DateTimeOffset? at = null, long? ifMatch = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        using var request = new HttpRequestMessage(method, address);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, options: CaisseJson.Http);
        }
        if (key is not null)
        {
            request.Headers.Add(IdempotencyKey.Header, key);
        }
        if (at is not null)
        {
            request.Headers.Add(RequestClock.Header, at.Value.ToString("O"));
        }
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{ifMatch}\"");
        }
        return await client.SendAsync(request, cancel);
    }

    /// <summary>POSTs JSON and expects a status.</summary>
    public static async Task<JsonElement> PostAsync(
        this HttpClient client, string address, object? body,
        HttpStatusCode expected = HttpStatusCode.Created, string? key = null,
        DateTimeOffset? at = null)
    {
        using var response = await client.SendJsonAsync(HttpMethod.Post, address, body, key, at);
        return await response.ShouldBeAsync(expected);
    }

    /// <summary>GETs JSON and expects a status.</summary>
    public static async Task<JsonElement> ReadAsync(
        this HttpClient client, string address, HttpStatusCode expected = HttpStatusCode.OK,
        DateTimeOffset? at = null)
    {
        using var response = await client.SendJsonAsync(HttpMethod.Get, address, at: at);
        return await response.ShouldBeAsync(expected);
    }

    /// <summary>Expects a status and reads the body; a failure shows the body.</summary>
    public static async Task<JsonElement> ShouldBeAsync(
        this HttpResponseMessage response, HttpStatusCode expected)
    {
        ArgumentNullException.ThrowIfNull(response);
        var body = await response.Content.ReadAsStringAsync();
        var request = response.RequestMessage;
        Assert.True(
            response.StatusCode == expected,
            $"{request?.Method} {request?.RequestUri?.PathAndQuery}: "
            + $"expected {(int)expected}, got {(int)response.StatusCode}: {body}");
        if ((int)expected >= 400)
        {
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }
        return body.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(body);
    }

    /// <summary>The last part of a problem's type: "insufficient-balance".</summary>
    public static string ProblemType(this JsonElement problem) =>
        problem.GetProperty("type").GetString()!.Split('/')[^1];

    /// <summary>The id member of an answer.</summary>
    public static Guid Id(this JsonElement answer) => answer.GetProperty("id").GetGuid();
}
