namespace Caisse.Contracts.Wallet;

/// <summary>
/// The fund answered in MonA for what a household or a point of sale owes it now, or got that back.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="TransferId">The movement on the ledger.</param>
/// <param name="AmountCents">MonA cents put into circulation; below zero: that many came back.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record GuaranteeMoved(
    string Caisse, Guid TransferId, long AmountCents, DateTimeOffset OccurredAt) : IEvent;
