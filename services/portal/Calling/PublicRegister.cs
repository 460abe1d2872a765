using System.Globalization;
using Microsoft.Extensions.Caching.Memory;

namespace Caisse.Portal.Calling;

/// <summary>
/// What anyone may read of a caisse. Kept for half a minute, so that a thousand readers of a page ask the
/// platform once.
/// </summary>
sealed class PublicRegister(Gateway gateway, IMemoryCache kept)
{
    /// <summary>Answers kept at a time.</summary>
    internal const int MostAnswers = 2_000;

    const int PageSize = 500;
    const int MostPages = 20;

    static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(30);

    internal Task<Reply<IReadOnlyList<ListedCaisse>>> CaissesAsync(CancellationToken cancel) =>
        ListAsync<ListedCaisse>("/v1/caisses", cancel);

    internal Task<Reply<KnownCaisse>> CaisseAsync(string caisse, CancellationToken cancel) =>
        ReadAsync<KnownCaisse>(Of(caisse, ""), cancel);

    /// <summary>Where a caisse's days begin; Paris while that is not known.</summary>
    internal async Task<TimeZoneInfo> ZoneOfAsync(string caisse, CancellationToken cancel) =>
        (await CaisseAsync(caisse, cancel)).Value is { } known
        && TimeZoneInfo.TryFindSystemTimeZoneById(known.TimeZone, out var zone)
            ? zone
            : TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    internal Task<Reply<IReadOnlyList<ListedPlace>>> PointsOfSaleAsync(
        string caisse, CancellationToken cancel) =>
        ListAsync<ListedPlace>(Of(caisse, "points-of-sale"), cancel);

    /// <summary>The 500 nearest, in order of distance.</summary>
    internal Task<Reply<IReadOnlyList<ListedPlace>>> PointsOfSaleNearAsync(
        string caisse, Position from, CancellationToken cancel) =>
        FirstPageAsync<ListedPlace>(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Of(caisse, "points-of-sale")}?near={from.Latitude:0.####},{from.Longitude:0.####}"),
            cancel);

    internal Task<Reply<PointOfSale>> PointOfSaleAsync(string caisse, Guid id, CancellationToken cancel) =>
        ReadAsync<PointOfSale>(Of(caisse, $"points-of-sale/{id}"), cancel);

    internal Task<Reply<Accreditation>> AccreditationAsync(
        string caisse, Guid id, CancellationToken cancel) =>
        ReadAsync<Accreditation>(Of(caisse, $"points-of-sale/{id}/accreditation"), cancel);

    internal Task<Reply<IReadOnlyList<Decision>>> DecisionsAsync(string caisse, CancellationToken cancel) =>
        ListAsync<Decision>(Of(caisse, "decisions"), cancel);

    internal Task<Reply<VoteTally>> TallyAsync(string caisse, Guid proposal, CancellationToken cancel) =>
        ReadAsync<VoteTally>(Of(caisse, $"proposals/{proposal}/tally"), cancel);

    internal Task<Reply<IReadOnlyList<ListedCampaign>>> CampaignsAsync(
        string caisse, CancellationToken cancel) =>
        ListAsync<ListedCampaign>(Of(caisse, "campaigns"), cancel);

    internal Task<Reply<Campaign>> CampaignAsync(string caisse, Guid id, CancellationToken cancel) =>
        ReadAsync<Campaign>(Of(caisse, $"campaigns/{id}"), cancel);

    internal Task<Reply<Draw>> DrawAsync(string caisse, Guid id, CancellationToken cancel) =>
        ReadAsync<Draw>(Of(caisse, $"draws/{id}"), cancel);

    internal Task<Reply<IReadOnlyList<ClosedMonth>>> ClosedMonthsAsync(
        string caisse, CancellationToken cancel) =>
        ListAsync<ClosedMonth>(Of(caisse, "ledger/closings"), cancel);

    static string Of(string caisse, string rest) =>
        $"/v1/caisses/{Uri.EscapeDataString(caisse)}{(rest.Length == 0 ? "" : "/")}{rest}";

    async Task<Reply<T>> ReadAsync<T>(string path, CancellationToken cancel) where T : class
    {
        var key = $"{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName} {path}";
        if (kept.TryGetValue(key, out Reply<T>? known))
        {
            return known!;
        }
        var reply = await gateway.GetAsync<T>(path, null, cancel);
        if (reply.Problem is not { IsAway: true })
        {
            kept.Set(key, reply, new MemoryCacheEntryOptions
            {
                AbsoluteExpirationRelativeToNow = FreshFor,
                Size = 1,
            });
        }
        return reply;
    }

    async Task<Reply<IReadOnlyList<T>>> FirstPageAsync<T>(string path, CancellationToken cancel) =>
        (await ReadAsync<ListPage<T>>($"{path}&limit={PageSize}", cancel)).Select(page => page.Items);

    /// <summary>A whole list, page by page; one that is longer than any caisse's is cut.</summary>
    async Task<Reply<IReadOnlyList<T>>> ListAsync<T>(string path, CancellationToken cancel)
    {
        var items = new List<T>();
        var after = "";
        for (var pages = 0; pages < MostPages; pages++)
        {
            var page = await ReadAsync<ListPage<T>>($"{path}?limit={PageSize}{after}", cancel);
            if (page.Value is null)
            {
                return page.Select<IReadOnlyList<T>>(_ => items);
            }
            items.AddRange(page.Value.Items);
            if (page.Value.Next is not { } next)
            {
                break;
            }
            after = $"&after={Uri.EscapeDataString(next)}";
        }
        return Reply<IReadOnlyList<T>>.Of(items);
    }

    sealed record ListPage<T>(IReadOnlyList<T> Items, string? Next);
}
