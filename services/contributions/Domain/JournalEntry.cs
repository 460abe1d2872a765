namespace Caisse.Contributions.Domain;

/// <summary>One side of one account in an entry; exactly one of the two amounts is above zero.</summary>
sealed record JournalLine(string Account, long DebitCents, long CreditCents);

/// <summary>What moves on an account: above zero is a debit, below zero a credit.</summary>
readonly record struct Movement(string Account, long DebitCents)
{
    internal static Movement Debit(string account, long cents) => new(account, cents);

    internal static Movement Credit(string account, long cents) => new(account, -cents);
}

/// <summary>An entry of the fund's journal: balanced, not numbered yet.</summary>
sealed record JournalEntry(string Journal, DateOnly On, string Label, IReadOnlyList<JournalLine> Lines)
{
    /// <summary>Journals of a French bookkeeper: bank, cash box, everything else.</summary>
    internal const string BankJournal = "BQ";
    internal const string CashJournal = "CA";
    internal const string GeneralJournal = "OD";

    /// <summary>
    /// Makes an entry; movements of nothing are left out, and an entry of nothing has no lines.
    /// </summary>
    /// <exception cref="InvalidOperationException">Debits and credits differ.</exception>
    internal static JournalEntry Of(
        string journal, DateOnly on, string label, params ReadOnlySpan<Movement> movements)
    {
        var lines = new List<JournalLine>();
        var difference = 0L;
        foreach (var (account, debitCents) in movements)
        {
            difference = checked(difference + debitCents);
            if (debitCents != 0)
            {
                lines.Add(new JournalLine(account, Math.Max(debitCents, 0), Math.Max(-debitCents, 0)));
            }
        }
        return difference == 0
            ? new JournalEntry(journal, on, label, lines)
            : throw new InvalidOperationException(
                $"Entry \"{label}\" is out of balance by {difference} cents.");
    }
}
