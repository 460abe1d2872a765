namespace Caisse.Contracts.Wallet;

/// <summary>
/// The guarantee brought MonA into circulation that no allocation had issued, because a household or a point
/// of sale could not pay what it owed; or it got some of it back.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="MovementId">The movement on the ledger.</param>
/// <param name="AmountCents">MonA cents into circulation; below zero: back out of it.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record GuaranteeMoved(
    string Caisse, Guid MovementId, long AmountCents, DateTimeOffset OccurredAt) : IEvent;
