namespace Caisse.Contracts.Wallet;

/// <summary>
/// Staff suspended a wallet: it pays and receives nothing. Why is read from the wallet by those who may see
/// it.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="HouseholdId">Whose wallet.</param>
/// <param name="OccurredAt">Since when, UTC.</param>
public sealed record WalletSuspended(string Caisse, Guid HouseholdId, DateTimeOffset OccurredAt) : IEvent;
