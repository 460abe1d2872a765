namespace Caisse.Contracts.Wallet;

/// <summary>What will expire of one household's MonA.</summary>
/// <param name="HouseholdId">The household.</param>
/// <param name="AmountCents">MonA cents, at most, unless it spends them before.</param>
public sealed record WarnedHousehold(Guid HouseholdId, long AmountCents);
