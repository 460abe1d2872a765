namespace Caisse.Contracts.Wallet;

/// <summary>Staff reopened a wallet that was suspended.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="HouseholdId">Whose wallet.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record WalletReopened(string Caisse, Guid HouseholdId, DateTimeOffset OccurredAt) : IEvent;
