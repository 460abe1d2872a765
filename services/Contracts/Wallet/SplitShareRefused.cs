namespace Caisse.Contracts.Wallet;

/// <summary>
/// What a household was to take along of the wallet it split off from stays there, until staff decide again.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="HouseholdId">The household they left.</param>
/// <param name="NewHouseholdId">The household they formed.</param>
/// <param name="AskedCents">What was asked, MonA cents.</param>
/// <param name="AvailableCents">What the wallet had available, MonA cents.</param>
/// <param name="Reason">share-above-available or wallet-suspended.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record SplitShareRefused(
    string Caisse, Guid HouseholdId, Guid NewHouseholdId, long AskedCents, long AvailableCents, string Reason,
    DateTimeOffset OccurredAt) : IEvent;
