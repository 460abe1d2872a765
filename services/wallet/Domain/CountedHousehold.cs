namespace Caisse.Wallet.Domain;

/// <summary>
/// A household as a run counts it. Properties instead of a constructor: Dapper finds none for arrays.
/// </summary>
sealed record CountedHousehold
{
    public Guid HouseholdId { get; init; }

    /// <summary>Ages in whole years on the period's first day.</summary>
    public int[] Ages { get; init; } = [];

    /// <summary>Euro cents pledged for the period.</summary>
    public long PledgedCents { get; init; }

    /// <summary>Euro cents paid for the period.</summary>
    public long PaidCents { get; init; }
}
