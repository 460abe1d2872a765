namespace Caisse.Contracts.MerchantNetwork;

/// <summary>A till may sign in no more: it was lost, or is no longer needed.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="TillId">The till.</param>
/// <param name="PointOfSaleId">Where it stood.</param>
/// <param name="ClientId">OAuth client id.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record TillEnded(
    string Caisse, Guid TillId, Guid PointOfSaleId, string ClientId, DateTimeOffset OccurredAt) : IEvent;
