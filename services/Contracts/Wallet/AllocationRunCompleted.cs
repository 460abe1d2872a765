namespace Caisse.Contracts.Wallet;

/// <summary>Every household of an allocation run has been credited, or the one of a supplement.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="RunId">The run or the supplement.</param>
/// <param name="Period">The period.</param>
/// <param name="Households">How many households were credited.</param>
/// <param name="TotalCents">MonA cents issued.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record AllocationRunCompleted(
    string Caisse, Guid RunId, Period Period, int Households, long TotalCents, DateTimeOffset OccurredAt)
    : IEvent;
