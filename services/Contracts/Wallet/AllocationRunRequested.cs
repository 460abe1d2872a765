namespace Caisse.Contracts.Wallet;

/// <summary>An allocation run was asked for: the period's composition must be frozen.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="RunId">The run.</param>
/// <param name="Period">The period.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record AllocationRunRequested(
    string Caisse, Guid RunId, Period Period, DateTimeOffset OccurredAt) : IEvent;
