namespace Caisse.Contracts.Governance.Effects;

/// <summary>Points of sale that may take MonA, all of them or for some categories of products.</summary>
/// <param name="PointOfSaleIds">1 to 100 points of sale.</param>
/// <param name="Categories">Categories they may take MonA for; null or empty: all.</param>
/// <param name="Until">Last day, or null.</param>
public sealed record AccreditPointOfSale(
    IReadOnlyList<Guid> PointOfSaleIds, IReadOnlyList<string>? Categories = null, DateOnly? Until = null);
