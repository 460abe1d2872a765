using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Caisse.ServiceDefaults;

namespace Caisse.Portal.Calling;

/// <summary>
/// The platform's public API, called as any program calls it. What went wrong is a value: a page shows what
/// there is, and says what does not answer.
/// </summary>
sealed class Gateway(HttpClient http, ILogger<Gateway> logger)
{
    internal const string IdempotencyKey = "Idempotency-Key";

    /// <summary>Larger than any list of the public API; a longer answer is no answer.</summary>
    internal const int LargestAnswerBytes = 4 * 1024 * 1024;

    /// <summary>A person waits for a page no longer than this.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    const int Tries = 2;

    /// <summary>Reads, and reads once more when nothing answered.</summary>
    internal async Task<Reply<T>> GetAsync<T>(string path, string? token, CancellationToken cancel)
        where T : class
    {
        for (var remaining = Tries; ; remaining--)
        {
            var reply = await SendAsync<T>(new HttpRequestMessage(HttpMethod.Get, path), token, cancel);
            if (remaining == 1 || reply.Problem is not { Status: 0 or 502 or 503 })
            {
                return reply;
            }
        }
    }

    /// <summary>Asks for something to be done, once: whoever asks again does so with the same key.</summary>
    internal Task<Reply<T>> PostAsync<T>(
        string path, object body, Guid key, string? token, CancellationToken cancel) where T : class
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(body, body.GetType(), options: CaisseJson.Events),
        };
        request.Headers.Add(IdempotencyKey, key.ToString());
        return SendAsync<T>(request, token, cancel);
    }

    /// <summary>Takes something back; twice is as good as once.</summary>
    internal Task<Reply<T>> DeleteAsync<T>(string path, string? token, CancellationToken cancel)
        where T : class => SendAsync<T>(new HttpRequestMessage(HttpMethod.Delete, path), token, cancel);

    /// <summary>Reads a file as the platform gives it, or null where it does not.</summary>
    internal async Task<byte[]?> DownloadAsync(string path, string? token, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await http.SendAsync(request, cancel);
            return response.IsSuccessStatusCode ? await response.Content.ReadAsByteArrayAsync(cancel) : null;
        }
        catch (Exception exception) when (IsOutage(exception, cancel))
        {
            logger.LogWarning("GET {Path}: {Reason}", path, exception.Message);
            return null;
        }
    }

    async Task<Reply<T>> SendAsync<T>(HttpRequestMessage request, string? token, CancellationToken cancel)
        where T : class
    {
        using (request)
        {
            request.Headers.AcceptLanguage.Add(
                new StringWithQualityHeaderValue(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName));
            if (token is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }
            try
            {
                using var response = await http.SendAsync(request, cancel);
                return response.IsSuccessStatusCode
                    ? Reply<T>.Of((await response.Content.ReadFromJsonAsync<T>(CaisseJson.Events, cancel))!)
                    : Reply<T>.Refused(await ReadProblemAsync(response, cancel));
            }
            catch (Exception exception) when (IsOutage(exception, cancel))
            {
                logger.LogWarning(
                    "{Method} {Path}: {Reason}", request.Method, request.RequestUri, exception.Message);
                return Reply<T>.Refused(Problem.Away(exception.Message));
            }
        }
    }

    static bool IsOutage(Exception exception, CancellationToken cancel) =>
        exception is HttpRequestException or JsonException
        || (exception is OperationCanceledException && !cancel.IsCancellationRequested);

    static async Task<Problem> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return Problem.Of(status, "unknown", response.ReasonPhrase ?? "");
        }
        var said = await response.Content.ReadFromJsonAsync<SaidProblem>(CaisseJson.Events, cancel);
        return new Problem(
            status, said?.Type?.Split('/')[^1] ?? "unknown", said?.Detail ?? "",
            said?.Errors ?? new Dictionary<string, IReadOnlyList<string>>());
    }

    sealed record SaidProblem(
        string? Type = null, string? Detail = null,
        Dictionary<string, IReadOnlyList<string>>? Errors = null);
}
