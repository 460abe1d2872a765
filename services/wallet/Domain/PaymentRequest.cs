using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Domain;

/// <summary>What a till asks for, as whoever pays or cancels it finds it.</summary>
/// <param name="State">waiting, paid or cancelled.</param>
/// <param name="ExpiresAt">Until when it can be paid.</param>
/// <param name="EndedAt">When it was paid or cancelled, or null.</param>
sealed record PaymentRequest(string State, DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt)
{
    internal const string Waiting = "waiting";
    internal const string Paid = "paid";
    internal const string Cancelled = "cancelled";

    /// <summary>An app knows by it what it has read.</summary>
    internal const string Prefix = "caisse:request:";

    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>The state as people see it: one that waits too long has expired.</summary>
    internal static string StateOn(string state, DateTimeOffset expiresAt, DateTimeOffset now) =>
        state == Waiting && expiresAt <= now ? "expired" : state;

    /// <summary>Why it can be neither paid nor cancelled, or null.</summary>
    internal Refusal? Refuse(DateTimeOffset now, Func<DateTimeOffset, DateTimeOffset> clockOf)
    {
        var (english, french) = MomentInWords.Of(EndedAt ?? ExpiresAt, now, clockOf);
        return State switch
        {
            Paid => TillPayment.No("request-paid", $"already paid {english}", $"déjà payé {french}")
                .With("paidAt", EndedAt),
            Cancelled => TillPayment.No(
                "request-cancelled", $"cancelled by the point of sale {english}",
                $"annulé par le point de vente {french}").With("cancelledAt", EndedAt),
            _ when ExpiresAt <= now => TillPayment.No(
                "request-expired", $"expired {english}, ask the point of sale for a new one",
                $"expiré {french}, en demander un nouveau au point de vente").With("expiredAt", ExpiresAt),
            _ => null,
        };
    }
}
