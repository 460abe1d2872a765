namespace Caisse.Contracts.Membership;

/// <summary>Other people than before may see and spend for a household.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="HouseholdId">The household.</param>
/// <param name="DelegateIds">All who may from now on; a member elsewhere under their own id.</param>
/// <param name="Version">Version of the household.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record HouseholdDelegatesChanged(
    string Caisse, Guid HouseholdId, IReadOnlyList<Guid> DelegateIds, long Version, DateTimeOffset OccurredAt)
    : IEvent;
