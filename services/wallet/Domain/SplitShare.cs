using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Domain;

/// <summary>What a household takes along of the wallet it splits off from.</summary>
static class SplitShare
{
    /// <summary>In proportion of the persons, whole cents: what is left over stays.</summary>
    /// <param name="cents">What is shared.</param>
    /// <param name="leaving">How many persons leave.</param>
    /// <param name="people">How many there were.</param>
    internal static long InProportion(long cents, int leaving, int people) =>
        (long)((Int128)cents * leaving / people);

    /// <summary>Why so much cannot leave a wallet, or null. Nothing may always be taken.</summary>
    /// <param name="wallet">The account; what it holds for authorisations stays.</param>
    /// <param name="cents">MonA cents.</param>
    /// <param name="isSuspended">What a suspended wallet has stays where it is.</param>
    internal static Refusal? WhyNot(AccountState wallet, long cents, bool isSuspended) =>
        cents == 0 ? null
        : isSuspended
            ? (Refusal.Conflict(
                "wallet-suspended", "The wallet they left is suspended: nothing of it is shared meanwhile.")
                with
            {
                DetailInFrench = "Le porte-monnaie du foyer quitté est suspendu : rien n'en est partagé "
                    + "jusqu'à sa réouverture.",
            }).With("askedCents", cents)
        : cents > wallet.AvailableCents
            ? (Refusal.Conflict(
                "share-above-available",
                $"The wallet they left has {Cents.Text(wallet.AvailableCents)} MonA available, "
                + $"not {Cents.Text(cents)}.") with
            {
                DetailInFrench =
                    $"Le porte-monnaie du foyer quitté a {Cents.FrenchText(wallet.AvailableCents)} MonA "
                    + $"disponibles, et non {Cents.FrenchText(cents)}.",
            }).With("askedCents", cents).With("availableCents", wallet.AvailableCents)
        : null;
}
