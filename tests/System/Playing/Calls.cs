using System.Net;
using System.Text.Json;
using Caisse.Support;

namespace Caisse.SystemTests;

/// <summary>
/// Calls through the gateway that may have to wait for what another service has still to hear of.
/// </summary>
internal static class Calls
{
    /// <summary>
    /// POSTs once what the body names is known: until then the answer is 404 or 422, and nothing is changed.
    /// </summary>
    internal static async Task<JsonElement> PostOnceKnownAsync(
        this HttpClient client, string address, object body, HttpStatusCode expected = HttpStatusCode.Created)
    {
        var answer = await Eventually.GetAsync($"POST {address} is accepted", async () =>
        {
            using var response = await client.SendJsonAsync(HttpMethod.Post, address, body, key: NewKey());
            var unknownYet =
                response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity;
            return unknownYet ? null : new Seen(await response.ShouldBeAsync(expected));
        });
        return answer.Json;
    }

    /// <summary>GETs until the answer is as awaited.</summary>
    internal static async Task<JsonElement> ReadUntilAsync(
        this HttpClient client, string address, Func<JsonElement, bool> isSo, TimeSpan? deadline = null)
    {
        var seen = await Eventually.GetAsync(
            $"GET {address} is as awaited",
            async () =>
            {
                using var response = await client.SendJsonAsync(HttpMethod.Get, address);
                var body = await response.Content.ReadAsStringAsync();
                return body.Length == 0 ? null
                    : new Seen(JsonSerializer.Deserialize<JsonElement>(body), (int)response.StatusCode);
            },
            answer => answer.Status == 200 && isSo(answer.Json), deadline);
        return seen.Json;
    }

    internal static long Cents(this JsonElement answer, string name) => answer.GetProperty(name).GetInt64();

    internal static string Text(this JsonElement answer, string name) =>
        answer.GetProperty(name).GetString()!;

    /// <summary>What a refusal tells whoever reads it.</summary>
    internal static async Task<string> DetailAsync(this HttpResponseMessage response)
    {
        using (response)
        {
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync())
                .Text("detail");
        }
    }

    /// <inheritdoc cref="DetailAsync(HttpResponseMessage)" />
    internal static async Task<string> DetailAsync(this Task<HttpResponseMessage> answer) =>
        await (await answer).DetailAsync();

    internal static string NewKey() => Guid.NewGuid().ToString();

    sealed record Seen(JsonElement Json, int Status = 200);
}
