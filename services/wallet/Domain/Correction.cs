using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Domain;

/// <summary>
/// Decides a correction: MonA moves between a household and the fund's correction account, and none is made.
/// </summary>
static class Correction
{
    /// <summary>The movement, or why there is none.</summary>
    /// <param name="wallet">The household's account.</param>
    /// <param name="corrections">The fund's correction account.</param>
    /// <param name="amountCents">Below zero is taken back, above is given.</param>
    internal static (Movement? Movement, Refusal? Refused) Decide(
        AccountState wallet, AccountState corrections, long amountCents) => amountCents switch
        {
            < 0 when -amountCents > wallet.AvailableCents => (null, Refusal.Conflict(
                "correction-above-balance",
                $"The wallet has {Cents.Text(wallet.AvailableCents)} MonA available; "
                + $"{Cents.Text(-amountCents)} cannot be taken back.")
                .With("availableCents", wallet.AvailableCents)
                .With("missingCents", -amountCents - wallet.AvailableCents)),
            < 0 => (Movement.Decide(wallet, corrections, -amountCents), null),
            _ when amountCents > corrections.BalanceCents => (null, Refusal.Conflict(
                "correction-above-account",
                $"The correction account holds {Cents.Text(corrections.BalanceCents)} MonA; "
                + $"{Cents.Text(amountCents)} cannot be given from it. A supplement can: euros back it.")
                .With("correctionAccountCents", corrections.BalanceCents)
                .With("missingCents", amountCents - corrections.BalanceCents)),
            _ => (Movement.Decide(corrections, wallet, amountCents), null),
        };
}
