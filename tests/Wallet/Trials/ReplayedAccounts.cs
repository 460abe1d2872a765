using Caisse.Wallet.Domain;
using Caisse.Wallet.Paying;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>Accounts as replayed so far, with every movement, and what wallets have shown since.</summary>
/// <remarks>Wallets begin with one movement each, their allocation.</remarks>
sealed class ReplayedAccounts
{
    readonly TillBook book;
    readonly List<Moved> movements = [];

    internal ReplayedAccounts(TillBook book)
    {
        this.book = book;
        foreach (var account in book.Accounts.Values.ToList())
        {
            Keep(account);
            Timeline.NoteEntry(account.AccountId, 0, account.Version, account.BalanceCents);
        }
    }

    /// <summary>How many requests have been decided.</summary>
    internal int Index { get; set; }

    internal Timeline Timeline { get; } = new();

    internal IReadOnlyList<Moved> Movements => movements;

    internal AccountState Of(Guid accountId) => book.Accounts[accountId];

    internal AccountState Own(AccountKind kind) => book.Accounts.Values.Single(account => account.Kind == kind);

    internal Movement Move(string kind, Guid reference, AccountState debit, AccountState credit, long cents)
    {
        var movement = Movement.Decide(debit, credit, cents)
            ?? throw new InvalidOperationException($"{debit} cannot pay {cents}.");
        Keep(movement.Debit);
        Keep(movement.Credit);
        Note(kind, reference, movement, cents);
        return movement;
    }

    /// <summary>Notes a movement whose accounts are kept already.</summary>
    internal void Note(string kind, Guid reference, Movement movement, long cents)
    {
        var (debit, credit) = (movement.Debit, movement.Credit);
        movements.Add(new Moved(
            kind, reference, debit.AccountNumber, credit.AccountNumber, cents, debit.Version,
            debit.BalanceCents, credit.Version, credit.BalanceCents));
        foreach (var account in ((AccountState[])[debit, credit])
            .Where(account => account.Kind == AccountKind.Household))
        {
            Timeline.NoteEntry(account.AccountId, Index, account.Version, account.BalanceCents);
        }
    }

    internal void Keep(AccountState account)
    {
        book.Accounts[account.AccountId] = account;
        if (account.Kind == AccountKind.Household)
        {
            Timeline.Note("wallet", account.AccountId, Index, Answered.Of(200, new
            {
                state = "open",
                account.BalanceCents,
                account.AvailableCents,
            }));
        }
    }
}
