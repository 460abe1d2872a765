namespace Caisse.Wallet.Domain;

/// <summary>A payment as it was asked for, well formed: by exactly one means.</summary>
/// <param name="PaymentId">The id it gets when it is accepted.</param>
/// <param name="PointOfSaleId">Who is to be paid.</param>
/// <param name="HouseholdId">Whose session it is; null at a till.</param>
/// <param name="Card">SHA-256 of the card's token, in hexadecimal; null without a card.</param>
/// <param name="Pin">The card's PIN as typed, or null.</param>
/// <param name="AmountCents">What is to be paid, MonA cents; null with a basket.</param>
/// <param name="Basket">What is bought, by category; null with an amount.</param>
/// <param name="IsCaptured">Whether it moves at once; otherwise it is authorised, and holds.</param>
/// <param name="Actor">Who asks: a till, a member, a delegate.</param>
/// <param name="MemberId">The person who asks, in a session.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Code">SHA-256 of the code that someone shows, in hexadecimal, or null.</param>
/// <param name="Voucher">SHA-256 of the voucher's serial, in hexadecimal, or null.</param>
/// <param name="RequestId">The till's request that a session pays: it says what is bought. Or null.</param>
sealed record PayOrder(
    Guid PaymentId, Guid PointOfSaleId, Guid? HouseholdId, string? Card, string? Pin, long? AmountCents,
    IReadOnlyList<BasketLine>? Basket, bool IsCaptured, string Actor, Guid? MemberId, DateTimeOffset At,
    string? Code = null, string? Voucher = null, Guid? RequestId = null)
{
    /// <summary>The price of what is bought.</summary>
    internal long PriceCents => Purchase.TotalCents(AmountCents, Basket);

    /// <summary>How it is paid, as the payment remembers it.</summary>
    internal string Means =>
        Card is not null ? "card" : Code is not null ? "qr" : Voucher is not null ? "voucher" : "household";
}
