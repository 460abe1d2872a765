namespace Caisse.Contracts.Governance.Effects;

/// <summary>A point of sale that may not take MonA until a further decision accredits it again.</summary>
/// <param name="PointOfSaleId">The point of sale.</param>
/// <param name="Reason">Why, in words that a till can read out.</param>
public sealed record SuspendPointOfSale(Guid PointOfSaleId, string Reason);
