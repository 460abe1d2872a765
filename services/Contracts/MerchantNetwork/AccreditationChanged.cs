namespace Caisse.Contracts.MerchantNetwork;

/// <summary>A decision changed where a point of sale stands, from a date on.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="PointOfSaleId">The point of sale.</param>
/// <param name="State">accredited, suspended or ended.</param>
/// <param name="Since">First day it holds.</param>
/// <param name="Until">Last day it holds, or null.</param>
/// <param name="Categories">Categories of products it may take MonA for; empty means all.</param>
/// <param name="DecisionId">The decision.</param>
/// <param name="Version">Version of the accreditation.</param>
/// <param name="OccurredAt">When it was recorded, UTC.</param>
public sealed record AccreditationChanged(
    string Caisse, Guid PointOfSaleId, string State, DateOnly Since, DateOnly? Until,
    IReadOnlyList<string> Categories, Guid DecisionId, long Version, DateTimeOffset OccurredAt) : IEvent;
