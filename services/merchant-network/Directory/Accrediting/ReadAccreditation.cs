using Caisse.MerchantNetwork.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Directory.Accrediting;

/// <summary>
/// The public register: where a point of sale stands today, and every decision that put it there.
/// </summary>
static class ReadAccreditation
{
    internal sealed record HistoryEntry(
        string State, DateOnly Since, DateOnly? Until, IReadOnlyList<string> Categories, string? Reason,
        Guid DecisionId, int DecisionNumber);

    internal sealed record AccreditationAnswer(
        Guid PointOfSaleId, string State, DateOnly? Since, DateOnly? Until, IReadOnlyList<string> Categories,
        string? Reason, IReadOnlyList<HistoryEntry> History);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/points-of-sale/{pointOfSaleId:guid}/accreditation", HandleAsync)
            .Describe(
                nameof(ReadAccreditation),
                "State today and history, each entry with its decision; empty categories mean all.")
            .AllowAnonymous();

    static async Task<Answer<AccreditationAnswer>> HandleAsync(
        Guid pointOfSaleId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (!await work.OneAsync<bool>(Exists, new { work.Caisse, pointOfSaleId }))
        {
            return Refusal.NotFound("point of sale", pointOfSaleId);
        }
        var histories = await AccreditationRow.HistoriesAsync(work, pointOfSaleId);
        var history = Accreditation.InOrder(histories[pointOfSaleId]);
        var (state, entry) = Accreditation.On(history, work.Today);
        return new AccreditationAnswer(
            pointOfSaleId, state, entry?.Since, entry?.Until, entry?.Categories ?? [], entry?.Reason,
            [.. history.Select(item => new HistoryEntry(
                item.State, item.Since, item.Until, item.Categories, item.Reason, item.DecisionId,
                item.DecisionNumber))]);
    }

    const string Exists =
        """
        select exists (
            select from point_of_sale where caisse_id = @Caisse and point_of_sale_id = @pointOfSaleId)
        """;
}
