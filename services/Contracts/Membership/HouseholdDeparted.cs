namespace Caisse.Contracts.Membership;

/// <summary>A household left the fund: no allocation after its last period.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="HouseholdId">The household.</param>
/// <param name="LastPeriod">Last period it is part of.</param>
/// <param name="Version">Version of the household.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record HouseholdDeparted(
    string Caisse, Guid HouseholdId, Period LastPeriod, long Version, DateTimeOffset OccurredAt) : IEvent;
