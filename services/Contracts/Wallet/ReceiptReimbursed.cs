namespace Caisse.Contracts.Wallet;

/// <summary>
/// A purchase that a household paid for itself is paid back: its MonA left circulation, and the fund owes it
/// the euros.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="ClaimId">The claim with its receipt.</param>
/// <param name="HouseholdId">Who is paid back.</param>
/// <param name="PointOfSaleId">Where it was bought.</param>
/// <param name="BoughtOn">The day of the purchase.</param>
/// <param name="MonaCents">MonA cents taken out of circulation, owed in euros.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record ReceiptReimbursed(
    string Caisse, Guid ClaimId, Guid HouseholdId, Guid PointOfSaleId, DateOnly BoughtOn, long MonaCents,
    DateTimeOffset OccurredAt) : IEvent;
