using System.Collections.Concurrent;

namespace Caisse.Support;

/// <summary>Sends requests of all sorts, and notes what is not answered as it should be.</summary>
public sealed class Requests
{
    const int AtOnce = 8;
    const int MostShown = 25;

    readonly ConcurrentQueue<string> surprises = [];
    int sent;

    /// <summary>How many requests were made.</summary>
    public int Sent => sent;

    /// <summary>
    /// Makes all requests, several at once; what is not as it should be is noted, and the rest goes on.
    /// </summary>
    public Task SendAllAsync(IEnumerable<Request> all) => Parallel.ForEachAsync(
        all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (request, cancel) =>
        {
            Interlocked.Increment(ref sent);
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
                : $"{(int)response.StatusCode} {response.Content.Headers.ContentType}: {Request.Shorten(body)}";
        }
        catch (HttpRequestException broken)
        {
            return broken.ToString().Split('\n')[0];
        }
    }

    /// <summary>Fails with the surprises there were.</summary>
    public void ShouldHoldNoSurprise() => Assert.True(
        surprises.IsEmpty,
        $"{surprises.Count} of {sent}:\n{string.Join('\n', surprises.Order().Take(MostShown))}");
}
