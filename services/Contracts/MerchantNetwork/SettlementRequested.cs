namespace Caisse.Contracts.MerchantNetwork;

/// <summary>The fund wants to reimburse its points of sale for what they took in up to a day.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="SettlementId">The settlement.</param>
/// <param name="Until">Last day included, in the caisse's time zone.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record SettlementRequested(
    string Caisse, Guid SettlementId, DateOnly Until, DateTimeOffset OccurredAt) : IEvent;
