using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Caisse.Demo;

/// <summary>What to send.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Address below /v1/caisses/.</param>
/// <param name="Body">JSON, or null.</param>
/// <param name="At">When it happens, for a platform in development.</param>
/// <param name="Key">Idempotency key, or null.</param>
sealed record Call(HttpMethod Method, string Path, object? Body, DateTimeOffset At, string? Key = null)
{
    /// <summary>
    /// Whether something that another service has yet to hear of may be answered "not found" for a moment.
    /// </summary>
    internal bool IsPatient { get; init; }
}

/// <summary>An answer, or a refusal with its problem details.</summary>
sealed record Reply(HttpStatusCode Status, JsonElement Json)
{
    internal bool IsSuccess => (int)Status < 400;

    internal string ProblemType => Json.GetProperty("type").GetString()!.Split('/')[^1];

    /// <summary>Expects success, or the refusal that says that it was done before.</summary>
    internal void ShouldBeDone(string refusedTwice)
    {
        if (!IsSuccess && ProblemType != refusedTwice)
        {
            throw new InvalidOperationException($"{(int)Status} {Json}");
        }
    }
}

/// <summary>
/// The public API as any third-party app calls it: with tokens, idempotency keys, and patience with outages.
/// </summary>
sealed class Gateway(Uri address) : IDisposable
{
    static readonly TimeSpan LongestOutage = TimeSpan.FromMinutes(3);
    static readonly TimeSpan LongestPropagation = TimeSpan.FromSeconds(60);
    static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    readonly HttpClient http = new(
        new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>Sends until it is answered, and expects success.</summary>
    internal async Task<JsonElement> SendAsync(Session? session, Call call)
    {
        var reply = await TrySendAsync(session, call);
        return reply.IsSuccess
            ? reply.Json
            : throw new InvalidOperationException(
                $"{call.Method} {call.Path}: {(int)reply.Status} {reply.Json}");
    }

    /// <summary>Sends until it is answered by the service itself, be it with a refusal.</summary>
    internal async Task<Reply> TrySendAsync(Session? session, Call call)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                using var response = await http.SendAsync(await RequestAsync(session, call));
                var reply = new Reply(response.StatusCode, await JsonAsync(response));
                if (!MayPass(call, reply, clock.Elapsed))
                {
                    return reply;
                }
                if (reply.Status == HttpStatusCode.Unauthorized)
                {
                    session?.Forget();
                }
            }
            catch (Exception exception)
                when (exception is HttpRequestException or TaskCanceledException
                    && clock.Elapsed < LongestOutage)
            {
                await Console.Error.WriteLineAsync(
                    $"{call.Method} {call.Path}: {exception.Message} Trying again.");
            }
            await Task.Delay(pause);
        }
    }

    /// <summary>Signs somebody in, who thereby accepts their invitation.</summary>
    internal async Task SignInAsync(Session person)
    {
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); ; await Task.Delay(LongestPause))
        {
            try
            {
                await person.TokenAsync(http);
                return;
            }
            catch (HttpRequestException) when (clock.Elapsed < LongestOutage)
            {
                person.Forget();
            }
        }
    }

    /// <summary>Reads a file as text.</summary>
    internal async Task<string> DownloadAsync(Session? session, Call call)
    {
        using var response = await http.SendAsync(await RequestAsync(session, call));
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }

    static bool MayPass(Call call, Reply reply, TimeSpan waited) => reply.Status switch
    {
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout or HttpStatusCode.Unauthorized => waited < LongestOutage,
        HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity =>
            call.IsPatient && waited < LongestPropagation,
        _ => false,
    };

    async Task<HttpRequestMessage> RequestAsync(Session? session, Call call)
    {
        var request = new HttpRequestMessage(
            call.Method, $"/v1/caisses{(call.Path.Length == 0 ? "" : "/")}{call.Path}");
        request.Headers.Add("Caisse-Clock", call.At.ToString("O"));
        if (call.Key is not null)
        {
            request.Headers.Add("Idempotency-Key", call.Key);
        }
        if (call.Body is not null)
        {
            request.Content = JsonContent.Create(call.Body, call.Body.GetType());
        }
        if (session is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Bearer", await session.TokenAsync(http));
        }
        return request;
    }

    static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsByteArrayAsync();
        return body.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(body);
    }

    public void Dispose() => http.Dispose();
}
