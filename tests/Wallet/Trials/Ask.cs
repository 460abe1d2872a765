using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>What a caller asks of the wallet, at an address below the caisse's.</summary>
abstract record Ask(string Path)
{
    /// <summary>What is posted; null: it is a read.</summary>
    internal virtual object? Body => null;
}

sealed record PayAsk(
    Guid Shop, string Card, string? Pin, long? AmountCents, BasketLine[]? Basket, bool IsCaptured)
    : Ask("/payments")
{
    internal override object Body => new
    {
        pointOfSaleId = Shop,
        means = new { card = Card, pin = Pin },
        amountCents = AmountCents,
        basket = Basket,
        capture = IsCaptured,
    };
}

sealed record CaptureAsk(Guid PaymentId, long? AmountCents) : Ask($"/payments/{PaymentId}/capture")
{
    internal override object Body => new { amountCents = AmountCents };
}

sealed record VoidAsk(Guid PaymentId) : Ask($"/payments/{PaymentId}/void")
{
    internal override object Body => new { };
}

sealed record RefundAsk(Guid PaymentId, long? AmountCents, int[]? Lines)
    : Ask($"/payments/{PaymentId}/refunds")
{
    internal override object Body => new { amountCents = AmountCents, lines = Lines };
}

/// <summary>Asked by an event: all points of sale are reimbursed.</summary>
sealed record SettleAsk(Guid SettlementId) : Ask("");

sealed record ReadWalletAsk(Guid Household) : Ask($"/wallets/{Household}");

sealed record ReadPaymentAsk(Guid PaymentId) : Ask($"/payments/{PaymentId}");

sealed record ReadEntriesAsk(Guid Household) : Ask($"/wallets/{Household}/entries?limit=500");
