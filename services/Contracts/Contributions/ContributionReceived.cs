namespace Caisse.Contracts.Contributions;

/// <summary>A household's contribution for a period reached the fund.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="ReceiptId">The receipt.</param>
/// <param name="HouseholdId">Who contributed.</param>
/// <param name="Period">For which period.</param>
/// <param name="AmountCents">Euro cents received.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record ContributionReceived(
    string Caisse, Guid ReceiptId, Guid HouseholdId, Period Period, long AmountCents,
    DateTimeOffset OccurredAt) : IEvent;
