namespace Caisse.Contracts.Membership;

/// <summary>A member died: whatever they held in person ends with that.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="MemberId">Who died.</param>
/// <param name="HouseholdId">Their household.</param>
/// <param name="DiedOn">Their last day.</param>
/// <param name="OccurredAt">When it was recorded, UTC.</param>
public sealed record MemberDied(
    string Caisse, Guid MemberId, Guid HouseholdId, DateOnly DiedOn, DateTimeOffset OccurredAt) : IEvent;
