using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Domain;

/// <summary>What is paid for: an amount, or a basket by category.</summary>
static class Purchase
{
    const int MostLines = 100;

    /// <summary>Names everything that is wrong with it.</summary>
    internal static Check CheckInto(
        Check check, long? amountCents, IReadOnlyList<BasketLine>? basket, string basketField)
    {
        check.That(
            amountCents is null != basket is null,
            "amountCents", $"must be given, or {basketField}, and not both.")
            .Count(basket ?? [new BasketLine("", 0)], 1, MostLines, basketField);
        if (amountCents is { } amount)
        {
            check.PositiveCents(amount, "amountCents");
        }
        foreach (var line in (basket ?? []).Take(MostLines))
        {
            // JSON may put null into a list whatever the type of its items.
            check.Text(line?.Category, $"{basketField}.category")
                .PositiveCents(line?.AmountCents ?? 0, $"{basketField}.amountCents");
        }
        return check;
    }

    /// <summary>Its price.</summary>
    internal static long TotalCents(long? amountCents, IReadOnlyList<BasketLine>? basket) =>
        amountCents ?? basket!.Sum(line => line.AmountCents);
}
