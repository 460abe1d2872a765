namespace Caisse.Contracts.Wallet;

/// <summary>Households paid points of sale: payments that were written together, at most 500.</summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="Payments">The payments.</param>
/// <param name="OccurredAt">When the last of them happened, UTC.</param>
public sealed record PaymentsCaptured(
    string Caisse, IReadOnlyList<CapturedPayment> Payments, DateTimeOffset OccurredAt) : IEvent;
