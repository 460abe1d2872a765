using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Domain;

/// <summary>A card as a payment finds it.</summary>
/// <param name="State">active or blocked.</param>
/// <param name="HasPin">Whether it has a PIN.</param>
/// <param name="WrongPins">Wrong PINs in a row.</param>
/// <param name="PinLockedUntil">Until when no PIN is tried, or null.</param>
/// <param name="ReplacedAt">When another card took its place, or null.</param>
sealed record CardState(
    string State, bool HasPin, int WrongPins, DateTimeOffset? PinLockedUntil,
    DateTimeOffset? ReplacedAt = null);

/// <summary>Whether a card may pay. After three wrong PINs in a row it waits a quarter of an hour.</summary>
/// <param name="Refused">Why not, or null.</param>
/// <param name="WrongPins">Wrong PINs in a row from now on.</param>
/// <param name="PinLockedUntil">Locked until, from now on.</param>
sealed record CardCheck(Refusal? Refused, int WrongPins, DateTimeOffset? PinLockedUntil)
{
    internal const int MostWrongPins = 3;

    internal static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(15);

    /// <summary>Decides on a card.</summary>
    /// <param name="card">The card.</param>
    /// <param name="pinIsRight">Whether the PIN sent is right; null when none was sent.</param>
    /// <param name="isPinNeeded">Whether an amount like this one needs it.</param>
    /// <param name="now">The instant.</param>
    /// <param name="clockOf">An instant on the caisse's clocks.</param>
    internal static CardCheck Decide(
        CardState card, bool? pinIsRight, bool isPinNeeded, DateTimeOffset now,
        Func<DateTimeOffset, DateTimeOffset> clockOf)
    {
        if (card.State == "blocked")
        {
            return Unchanged(card, Blocked(card, clockOf));
        }
        if (!card.HasPin)
        {
            return Unchanged(card, null);
        }
        if (card.PinLockedUntil > now)
        {
            return Unchanged(card, Locked(card.PinLockedUntil.Value, clockOf));
        }
        return pinIsRight switch
        {
            null when !isPinNeeded => Unchanged(card, null),
            null => Unchanged(card, TillPayment.No("pin-required", "ask for the PIN", "demander le code")),
            true => new CardCheck(null, 0, null),
            false when card.WrongPins + 1 >= MostWrongPins =>
                new CardCheck(Locked(now + LockedFor, clockOf), 0, now + LockedFor),
            false => new CardCheck(Wrong(MostWrongPins - card.WrongPins - 1), card.WrongPins + 1, null),
        };
    }

    static CardCheck Unchanged(CardState card, Refusal? refused) =>
        new(refused, card.WrongPins, card.PinLockedUntil);

    static Refusal Blocked(CardState card, Func<DateTimeOffset, DateTimeOffset> clockOf) =>
        card.ReplacedAt is not { } at
            ? TillPayment.No("card-blocked", "card blocked", "carte bloquée")
            : TillPayment.No(
                "card-replaced", $"card replaced on {clockOf(at):yyyy-MM-dd}",
                $"carte remplacée le {clockOf(at):dd/MM/yyyy}")
                .With("replacedOn", DateOnly.FromDateTime(clockOf(at).DateTime));

    static Refusal Wrong(int left) => TillPayment.No(
        "wrong-pin", $"wrong PIN, {left} {(left == 1 ? "try" : "tries")} left",
        $"code faux, encore {left} {(left == 1 ? "essai" : "essais")}")
        .With("triesLeft", left);

    static Refusal Locked(DateTimeOffset until, Func<DateTimeOffset, DateTimeOffset> clockOf) =>
        TillPayment.No(
            "pin-locked", $"PIN locked until {clockOf(until):HH:mm}",
            $"code bloqué jusqu'à {clockOf(until):HH:mm}")
            .With("until", until);
}
