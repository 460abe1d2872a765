namespace Caisse.Contracts.Wallet;

/// <summary>What one point of sale had taken in and is owed; gross less refunds is net.</summary>
/// <param name="PointOfSaleId">The point of sale.</param>
/// <param name="GrossCents">MonA cents taken in.</param>
/// <param name="RefundsCents">MonA cents given back.</param>
/// <param name="NetCents">MonA cents taken out of circulation, owed in euros.</param>
public sealed record SettledPointOfSale(
    Guid PointOfSaleId, long GrossCents, long RefundsCents, long NetCents);
