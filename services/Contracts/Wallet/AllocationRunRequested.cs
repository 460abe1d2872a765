namespace Caisse.Contracts.Wallet;

/// <summary>
/// An allocation run was asked for: the period's composition must be frozen, and its contributions where the
/// scheme in force asks for them.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="RunId">The run.</param>
/// <param name="Period">The period.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="NeedsContributions">Whether what households contribute is needed too.</param>
/// <param name="IsPreview">Whether to answer only, and to freeze nothing.</param>
public sealed record AllocationRunRequested(
    string Caisse, Guid RunId, Period Period, DateTimeOffset OccurredAt, bool NeedsContributions = false,
    bool IsPreview = false) : IEvent;
