using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Domain;

/// <summary>A paper voucher as whoever redeems or cancels it finds it.</summary>
/// <param name="State">waiting, issued, redeemed, cancelled or expired.</param>
/// <param name="ExpiresOn">The last day it can be redeemed.</param>
/// <param name="ExpiresAt">The instant after that day.</param>
/// <param name="EndedAt">When it was redeemed, cancelled or ended as expired, or null.</param>
sealed record Voucher(string State, DateOnly ExpiresOn, DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt)
{
    internal const string Waiting = "waiting";
    internal const string Issued = "issued";
    internal const string Redeemed = "redeemed";
    internal const string Cancelled = "cancelled";
    internal const string Expired = "expired";

    /// <summary>The state as people see it, also before the expired ones have been swept up.</summary>
    internal static string StateOn(string state, DateTimeOffset expiresAt, DateTimeOffset now) =>
        state is Issued or Waiting && expiresAt <= now ? Expired : state;

    /// <summary>
    /// It pays all of its value and gives no change: what can be paid in MonA must be worth at least that,
    /// and the rest is asked for in euros.
    /// </summary>
    internal static (AcceptedPayment? Accepted, Refusal? Refused) Pay(
        long valueCents, long? amountCents, IReadOnlyList<BasketLine>? basket,
        IReadOnlyDictionary<string, int> rates)
    {
        var lines = basket is null ? null : BasketSplit.Of(basket, rates, valueCents);
        var payableCents = lines?.Sum(line => line.MonaCents) ?? amountCents!.Value;
        var totalCents = Purchase.TotalCents(amountCents, basket);
        return payableCents < valueCents
            ? (null, TooSmall(valueCents, payableCents, totalCents))
            : (new AcceptedPayment(valueCents, totalCents - valueCents, lines), null);
    }

    static Refusal TooSmall(long valueCents, long payableCents, long totalCents)
    {
        var (value, payable) = (Cents.Text(valueCents), Cents.Text(payableCents));
        var (valueInFrench, payableInFrench) = (Cents.FrenchText(valueCents), Cents.FrenchText(payableCents));
        return (totalCents < valueCents
            ? TillPayment.No(
                "voucher-above-purchase", $"voucher of {value}: the purchase must be at least {value}",
                $"bon de {valueInFrench} : l'achat doit être d'au moins {valueInFrench}")
            : TillPayment.No(
                "voucher-above-purchase",
                $"voucher of {value}: of this purchase only {payable} can be paid in MonA",
                $"bon de {valueInFrench} : dans cet achat, seuls {payableInFrench} sont payables en MonA"))
            .With("valueCents", valueCents).With("payableCents", payableCents);
    }

    /// <summary>Why it can be neither redeemed nor cancelled, or null.</summary>
    internal Refusal? Refuse(DateTimeOffset now, Func<DateTimeOffset, DateTimeOffset> clockOf)
    {
        var ended = EndedAt is { } at ? clockOf(at) : default;
        return StateOn(State, ExpiresAt, now) switch
        {
            Issued => null,
            Waiting => TillPayment.No(
                "voucher-not-issued", "voucher not valid yet: the fund has not set its value aside",
                "bon pas encore valable : la caisse n'a pas encore réservé sa valeur"),
            Redeemed => TillPayment.No(
                "voucher-redeemed", $"voucher redeemed on {ended:yyyy-MM-dd} at {ended:HH:mm}",
                $"bon utilisé le {ended:dd/MM/yyyy} à {ended:HH:mm}").With("redeemedAt", EndedAt),
            Cancelled => TillPayment.No(
                "voucher-cancelled", $"voucher cancelled on {ended:yyyy-MM-dd}",
                $"bon annulé le {ended:dd/MM/yyyy}").With("cancelledAt", EndedAt),
            _ => TillPayment.No(
                "voucher-expired", $"voucher expired on {ExpiresOn:yyyy-MM-dd}",
                $"bon expiré le {ExpiresOn:dd/MM/yyyy}").With("expiredOn", ExpiresOn),
        };
    }
}
