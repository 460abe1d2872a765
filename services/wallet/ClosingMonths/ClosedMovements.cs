using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Dapper;

namespace Caisse.Wallet.ClosingMonths;

/// <summary>
/// Streams the movements of a ledger between two positions, a row at a time. It needs no ledger lock:
/// positions grow in the order of commits and movements never change, so whoever sees a movement sees all
/// before it, now and for ever. An account whose kind has changed since is named as it was: what was
/// published stays true.
/// </summary>
static class ClosedMovements
{
    /// <summary>Sorting a month of millions of movements takes a while before the first row comes.</summary>
    internal const int LongestSeconds = 600;

    internal static IAsyncEnumerable<ClosedMovement> ReadAsync(
        Work work, long fromPosition, long toPosition) =>
        work.Connection.QueryUnbufferedAsync<ClosedMovement>(
            Read, new { work.Caisse, fromPosition, toPosition }, commandTimeout: LongestSeconds);

    const string Read =
        """
        select position, transfer_id, transfer.kind, at, amount_cents,
               coalesce(debit.closed_as, debit.kind) as debit_kind, debit.account_id as debit_account,
               debit_version, debit_balance_cents,
               coalesce(credit.closed_as, credit.kind) as credit_kind, credit.account_id as credit_account,
               credit_version, credit_balance_cents, coalesce(reference_id, transfer_id) as reference_id
        from transfer
        left join account debit
            on debit.account_number = debit_account and debit.caisse_id = transfer.caisse_id
        left join account credit
            on credit.account_number = credit_account and credit.caisse_id = transfer.caisse_id
        where transfer.caisse_id = @Caisse and position > @fromPosition and position <= @toPosition
        order by position
        """;
}
