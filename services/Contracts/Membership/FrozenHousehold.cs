namespace Caisse.Contracts.Membership;

/// <summary>A household as a period's allocation counts it.</summary>
/// <param name="HouseholdId">The household.</param>
/// <param name="Ages">Age of each member in whole years on the period's first day.</param>
public sealed record FrozenHousehold(Guid HouseholdId, IReadOnlyList<int> Ages);
