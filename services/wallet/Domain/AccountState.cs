namespace Caisse.Wallet.Domain;

/// <summary>An account as a movement finds it.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="AccountNumber">Its number, as movements name it.</param>
/// <param name="Kind">Whose it is.</param>
/// <param name="BalanceCents">MonA cents.</param>
/// <param name="HeldCents">Part of the balance that authorisations hold.</param>
/// <param name="Version">How many movements it has seen.</param>
sealed record AccountState(
    Guid AccountId, long AccountNumber, AccountKind Kind, long BalanceCents, long HeldCents, long Version)
{
    /// <summary>What may leave the account.</summary>
    internal long AvailableCents => BalanceCents - HeldCents;

    /// <summary>
    /// Only the fund's own accounts may go below zero: issuance is minus what is in circulation.
    /// </summary>
    internal bool HasFloor => !Kind.IsOfFund;

    internal AccountState Move(long cents) =>
        this with { BalanceCents = BalanceCents + cents, Version = Version + 1 };

    /// <summary>Holds more (or, below zero, less) of the balance for an authorisation.</summary>
    internal AccountState Hold(long cents) => this with { HeldCents = HeldCents + cents };
}

/// <summary>A movement of MonA from one account to another, decided.</summary>
/// <param name="Debit">The account it leaves, afterwards.</param>
/// <param name="Credit">The account it reaches, afterwards.</param>
sealed record Movement(AccountState Debit, AccountState Credit)
{
    /// <summary>Null when the account it would leave does not hold enough.</summary>
    internal static Movement? Decide(AccountState debit, AccountState credit, long amountCents)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(amountCents);
        ArgumentOutOfRangeException.ThrowIfEqual(debit.AccountId, credit.AccountId);
        return debit.HasFloor && amountCents > debit.AvailableCents
            ? null
            : new Movement(debit.Move(-amountCents), credit.Move(amountCents));
    }
}
