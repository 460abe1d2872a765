namespace Caisse.Contracts.Membership;

/// <summary>A household's composition changed: a birth, someone moving in or out.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="HouseholdId">The household.</param>
/// <param name="MemberIds">Its people from now on.</param>
/// <param name="Version">Version of the household.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record HouseholdChanged(
    string Caisse, Guid HouseholdId, IReadOnlyList<Guid> MemberIds, long Version, DateTimeOffset OccurredAt)
    : IEvent;
