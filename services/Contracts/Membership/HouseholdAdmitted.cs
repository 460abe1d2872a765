namespace Caisse.Contracts.Membership;

/// <summary>A household joined the fund; its wallet may open.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="HouseholdId">The household.</param>
/// <param name="MemberIds">Its people.</param>
/// <param name="FromPeriod">First period it is part of.</param>
/// <param name="Version">Version of the household.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record HouseholdAdmitted(
    string Caisse, Guid HouseholdId, IReadOnlyList<Guid> MemberIds, Period FromPeriod, long Version,
    DateTimeOffset OccurredAt) : IEvent;
