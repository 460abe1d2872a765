using Caisse.Portal.Calling;
using Microsoft.Extensions.Caching.Memory;

namespace Caisse.Portal.Joining;

/// <summary>Asks the caisse to let a household join, once per journey however often it is pressed.</summary>
sealed class SendApplication(Gateway gateway, IMemoryCache kept)
{
    /// <summary>The text that people agree to, <c>join.consent.text</c>; a new text has a new name.</summary>
    internal const string ConsentText = "portal-2026-11";

    static readonly TimeSpan RememberedFor = TimeSpan.FromHours(1);
    static readonly SemaphoreSlim OneByOne = new(1);

    internal async Task<Reply<Received>> SendAsync(Journey journey, CancellationToken cancel)
    {
        await OneByOne.WaitAsync(cancel);
        try
        {
            if (kept.TryGetValue(journey.Id, out Reply<Received>? before))
            {
                return before!;
            }
            // From here on nobody's leaving the page stops it: whether it was sent would not be known.
            var reply = await gateway.PostAsync<Received>(
                $"/v1/caisses/{Uri.EscapeDataString(journey.Caisse)}/applications", ToRequest(journey),
                journey.Id, null, CancellationToken.None);
            if (reply.Value is not null)
            {
                kept.Set(journey.Id, reply, new MemoryCacheEntryOptions
                {
                    AbsoluteExpirationRelativeToNow = RememberedFor,
                    Size = 1,
                });
            }
            return reply;
        }
        finally
        {
            OneByOne.Release();
        }
    }

    static object ToRequest(Journey journey) => new
    {
        members = journey.People,
        address = journey.Address,
        contact = new { journey.Email, journey.Phone },
        consent = new { textVersion = ConsentText, givenAt = journey.AgreedAt },
        journey.IncomeBracket,
    };

    internal sealed record Received(Guid Id, string State);
}
