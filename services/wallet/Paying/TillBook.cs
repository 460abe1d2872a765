using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Paying;

/// <summary>A household as a payment finds it.</summary>
/// <param name="PersonIds">Its people and delegates, who may pay from their session.</param>
/// <param name="State">open or suspended.</param>
/// <param name="StateSince">Since when, or null.</param>
/// <param name="StateReason">Why it is suspended, or null.</param>
sealed record PayingHousehold(
    IReadOnlyList<Guid> PersonIds, string State, DateTimeOffset? StateSince, string? StateReason);

/// <summary>A card as a payment finds it.</summary>
sealed record PayingCard(Guid CardId, Guid HouseholdId, byte[]? PinHash, CardState State);

/// <summary>A code shown at a till, by whom and for which household.</summary>
sealed record PayingCode(Guid HouseholdId, string ShownBy, ShownCode Code);

/// <summary>A voucher read at a till; its value is held on an account.</summary>
sealed record PayingVoucher(Guid AccountId, long ValueCents, Voucher Voucher);

/// <summary>What a till asked for, as a session pays it.</summary>
sealed record AskedPayment(
    Guid PointOfSaleId, long? AmountCents, IReadOnlyList<BasketLine>? Basket, PaymentRequest Request);

/// <summary>A payment of this batch, as the limits of the next one count it.</summary>
sealed record JustPaid(Guid HouseholdId, Guid PointOfSaleId, DateTimeOffset At, long MonaCents);

/// <summary>
/// The working memory of one batch: what its payments look at, and what those before them in the batch have
/// changed.
/// </summary>
sealed class TillBook
{
    internal Dictionary<Guid, AccountState> Accounts { get; } = [];

    internal Dictionary<Guid, PayingHousehold> Households { get; } = [];

    /// <summary>By SHA-256 of the token, in hexadecimal.</summary>
    internal Dictionary<string, PayingCard> Cards { get; } = [];

    /// <summary>By SHA-256 of the code, in hexadecimal.</summary>
    internal Dictionary<string, PayingCode> Codes { get; } = [];

    /// <summary>By SHA-256 of the serial, in hexadecimal.</summary>
    internal Dictionary<string, PayingVoucher> Vouchers { get; } = [];

    internal Dictionary<Guid, AskedPayment> Requests { get; } = [];

    /// <summary>What was paid before this batch, per payment; empty where no limit counts it.</summary>
    internal Dictionary<Guid, Spent> Spent { get; } = [];

    internal List<JustPaid> JustPaid { get; } = [];
}
