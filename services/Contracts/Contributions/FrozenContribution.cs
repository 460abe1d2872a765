namespace Caisse.Contracts.Contributions;

/// <summary>A household's contribution as a period's allocation counts it.</summary>
/// <param name="HouseholdId">The household.</param>
/// <param name="PledgedCents">Euro cents pledged for the period.</param>
/// <param name="PaidCents">Euro cents received for the period.</param>
public sealed record FrozenContribution(Guid HouseholdId, long PledgedCents, long PaidCents);
