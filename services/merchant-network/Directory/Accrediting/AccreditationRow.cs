using Caisse.MerchantNetwork.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Directory.Accrediting;

/// <summary>An entry of the accreditation history as the database keeps it.</summary>
sealed class AccreditationRow
{
    public Guid PointOfSaleId { get; init; }

    public Guid DecisionId { get; init; }

    public int DecisionNumber { get; init; }

    public required string State { get; init; }

    public DateOnly Since { get; init; }

    public DateOnly? Until { get; init; }

    public required string[] Categories { get; init; }

    public string? Reason { get; init; }

    AccreditationEntry Entry => new(DecisionId, DecisionNumber, State, Since, Until, Categories, Reason);

    /// <summary>What decisions said about some points of sale, by point of sale.</summary>
    internal static async Task<ILookup<Guid, AccreditationEntry>> HistoriesAsync(Work work, params Guid[] ids)
    {
        var rows = await work.ListAsync<AccreditationRow>(ReadHistories, new { work.Caisse, ids });
        return rows.ToLookup(row => row.PointOfSaleId, row => row.Entry);
    }

    const string ReadHistories =
        """
        select point_of_sale_id, decision_id, decision_number, state, since, until, categories, reason
        from accreditation
        where caisse_id = @Caisse and point_of_sale_id = any(@ids)
        order by since, decision_number
        """;
}
