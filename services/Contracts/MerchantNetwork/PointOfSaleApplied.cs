namespace Caisse.Contracts.MerchantNetwork;

/// <summary>A point of sale asked to be accredited.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="PointOfSaleId">The point of sale.</param>
/// <param name="Name">Its name, as the directory shows it.</param>
/// <param name="Kind">producer, shop, market_stall, buying_group or canteen.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record PointOfSaleApplied(
    string Caisse, Guid PointOfSaleId, string Name, string Kind, DateTimeOffset OccurredAt) : IEvent;
