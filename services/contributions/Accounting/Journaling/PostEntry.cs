using Caisse.Contributions.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Accounting.Journaling;

/// <summary>Books an entry in the fund's journal, for every use case that moves euros.</summary>
static class PostEntry
{
    /// <summary>
    /// Makes the rest of the transaction the only one that touches this fund's euros. Whoever books takes it
    /// first, so that a backing decision sees every entry before it and none beside it.
    /// </summary>
    internal static Task LockFundAsync(this Work work) =>
        work.ExecuteAsync(
            "select pg_advisory_xact_lock(hashtextextended('fund of ' || @Caisse, 0))", new { work.Caisse });

    /// <summary>Numbers the entry and adds it; an entry of nothing is not booked.</summary>
    /// <param name="work">A unit of work that holds the fund's lock.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="source">What kind of fact is booked.</param>
    /// <param name="sourceId">Which one; the database refuses to book it twice.</param>
    internal static async Task PostAsync(this Work work, JournalEntry entry, string source, Guid sourceId)
    {
        if (entry.Lines.Count == 0)
        {
            return;
        }
        await work.ExecuteAsync(InsertEntry, new
        {
            work.Caisse,
            entry.Journal,
            entry.On,
            entry.Label,
            source,
            sourceId,
            Accounts = entry.Lines.Select(line => line.Account).ToArray(),
            Debits = entry.Lines.Select(line => line.DebitCents).ToArray(),
            Credits = entry.Lines.Select(line => line.CreditCents).ToArray(),
        });
    }

    const string InsertEntry =
        """
        with counter as (
            insert into journal_counter (caisse_id, journal, last_number) values (@Caisse, @Journal, 1)
            on conflict (caisse_id, journal) do update set last_number = journal_counter.last_number + 1
            returning last_number
        ), entry as (
            insert into journal_entry (caisse_id, journal, number, entered_on, label, source, source_id)
            select @Caisse, @Journal, last_number, @On, @Label, @source, @sourceId from counter
            returning number
        ), line as (
            insert into journal_line (caisse_id, journal, number, line, account, debit_cents, credit_cents)
            select @Caisse, @Journal, entry.number, m.line, m.account, m.debit, m.credit
            from entry,
                unnest(@Accounts, @Debits, @Credits) with ordinality as m (account, debit, credit, line)
            returning account, debit_cents, credit_cents
        )
        insert into account_total (caisse_id, account, debit_cents, credit_cents)
        select @Caisse, account, sum(debit_cents), sum(credit_cents) from line group by account
        on conflict (caisse_id, account) do update set
            debit_cents = account_total.debit_cents + excluded.debit_cents,
            credit_cents = account_total.credit_cents + excluded.credit_cents
        """;
}
