namespace Caisse.Contracts.Membership;

/// <summary>
/// All of a household's people moved to another one. It left the fund, as its <see cref="HouseholdDeparted"/>
/// says; its wallet, and what it owes the fund, go to the other.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="HouseholdId">The household that nobody lives in any more.</param>
/// <param name="IntoHouseholdId">The household that they moved to.</param>
/// <param name="Version">Version of the household that nobody lives in any more.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record HouseholdsMerged(
    string Caisse, Guid HouseholdId, Guid IntoHouseholdId, long Version, DateTimeOffset OccurredAt) : IEvent;
