namespace Caisse.MerchantNetwork.Domain;

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

    internal AccreditationEntry ToEntry() => new(DecisionId, DecisionNumber, State, Since, Until, Categories, Reason);

    /// <summary>All entries of some points of sale.</summary>
    internal const string ReadHistories =
        """
        select point_of_sale_id, decision_id, decision_number, state, since, until, categories, reason
        from accreditation
        where caisse_id = @Caisse and point_of_sale_id = any(@Ids)
        order by since, decision_number
        """;
}
