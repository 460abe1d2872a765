namespace Caisse.Contracts.Wallet;

/// <summary>A household paid a point of sale.</summary>
/// <param name="PaymentId">The payment.</param>
/// <param name="HouseholdId">Who paid.</param>
/// <param name="PointOfSaleId">Who was paid.</param>
/// <param name="MonaCents">MonA cents moved.</param>
/// <param name="EurosCents">Euro cents the till asked for beside them.</param>
/// <param name="Means">household, card, qr, voucher or offline.</param>
/// <param name="CapturedAt">When, UTC.</param>
public sealed record CapturedPayment(
    Guid PaymentId, Guid HouseholdId, Guid PointOfSaleId, long MonaCents, long EurosCents, string Means,
    DateTimeOffset CapturedAt);
