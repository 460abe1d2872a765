namespace Caisse.Contracts.Membership;

/// <summary>
/// Some of a household's people left it to form one of their own, which also had its
/// <see cref="HouseholdAdmitted"/>. What the wallet holds is shared between the two.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="HouseholdId">The household they left, which goes on.</param>
/// <param name="NewHouseholdId">The household they formed; no other split ever forms it.</param>
/// <param name="LeavingMemberIds">Who left, under the ids they keep.</param>
/// <param name="People">How many people the household had before.</param>
/// <param name="ShareCents">
/// MonA cents for the new household, 0 for none; null: in proportion of the persons.
/// </param>
/// <param name="Version">Version of the household they left.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record HouseholdSplit(
    string Caisse, Guid HouseholdId, Guid NewHouseholdId, IReadOnlyList<Guid> LeavingMemberIds, int People,
    long? ShareCents, long Version, DateTimeOffset OccurredAt) : IEvent;
