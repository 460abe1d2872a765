using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Domain;

/// <summary>A payment in the state it is in.</summary>
/// <param name="State">authorised, captured, voided or expired.</param>
/// <param name="MonaCents">What it holds, or moved.</param>
/// <param name="EurosCents">What the till asks for beside it.</param>
/// <param name="HeldUntil">Until when it holds; null when it was captured at once.</param>
sealed record PaymentState(string State, long MonaCents, long EurosCents, DateTimeOffset? HeldUntil);

/// <summary>What may become of an authorisation: captured (also less), voided, or too old.</summary>
static class Authorisation
{
    internal const string Authorised = "authorised";
    internal const string Captured = "captured";
    internal const string Voided = "voided";
    internal const string Expired = "expired";

    /// <summary>Why it can be neither captured nor voided, or null.</summary>
    /// <param name="payment">The payment.</param>
    /// <param name="now">The instant.</param>
    /// <param name="clockOf">An instant on the caisse's clocks.</param>
    internal static Refusal? RefuseEnd(
        PaymentState payment, DateTimeOffset now, Func<DateTimeOffset, DateTimeOffset> clockOf) =>
        payment.State switch
        {
            Authorised when payment.HeldUntil >= now => null,
            Authorised or Expired => TillPayment.No(
                "authorisation-expired",
                $"authorisation expired on {clockOf(payment.HeldUntil!.Value):yyyy-MM-dd} at "
                + $"{clockOf(payment.HeldUntil.Value):HH:mm}",
                $"autorisation expirée le {clockOf(payment.HeldUntil.Value):dd/MM/yyyy} à "
                + $"{clockOf(payment.HeldUntil.Value):HH:mm}")
                .With("heldUntil", payment.HeldUntil),
            Voided => TillPayment.No("payment-voided", "payment voided", "paiement annulé"),
            _ => TillPayment.No("payment-captured", "payment already captured", "paiement déjà encaissé"),
        };

    /// <summary>
    /// What is captured: all that is held, or less. The price falls with it, and what was to be asked for in
    /// euros stays.
    /// </summary>
    /// <param name="payment">The authorisation.</param>
    /// <param name="amountCents">How much of it; null: all.</param>
    internal static (long Cents, Refusal? Refused) Capture(PaymentState payment, long? amountCents) =>
        amountCents > payment.MonaCents
            ? (0, TillPayment.No(
                "capture-above-authorisation", $"authorised {Cents.Text(payment.MonaCents)}",
                $"autorisé {Cents.FrenchText(payment.MonaCents)}")
                .With("authorisedCents", payment.MonaCents))
            : (amountCents ?? payment.MonaCents, null);
}
