using Caisse.Contracts;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Carrying;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Regrouping;

/// <summary>Moves MonA from a household's wallet to another's, each cent with its age.</summary>
static class MoveBalance
{
    /// <summary>How far back it is looked for the age of MonA: further than any fund goes.</summary>
    const int MostMonths = 1200;

    /// <summary>The wallets, of the locked ledger; opened unless they are open.</summary>
    internal static async Task<(AccountState First, AccountState Second)> LockAsync(
        Work work, Guid first, Guid second)
    {
        await Ledger.LockAsync(work);
        await Ledger.OpenAsync(work, AccountKind.Household, first, second);
        var accounts = await Ledger.LockAsync(work, first, second);
        return (accounts[first], accounts[second]);
    }

    /// <summary>Moves what is available there, on accounts of the locked ledger.</summary>
    /// <param name="work">The transaction.</param>
    /// <param name="from">The wallet that it leaves.</param>
    /// <param name="to">The wallet that it reaches.</param>
    /// <param name="cents">MonA cents, from 1 to what is available.</param>
    /// <param name="kind">split or merge.</param>
    /// <param name="referenceId">The household that was formed, or that nobody lives in any more.</param>
    internal static async Task MoveAsync(
        Work work, AccountState from, AccountState to, long cents, MovementKind kind, Guid referenceId)
    {
        var current = new Period(work.Today);
        var holdings = await Holdings.ReadAsync(work, [from.AccountId], current.Plus(-MostMonths));
        var moved = MovedCredits.Of(
            from.BalanceCents, cents, holdings[from.AccountId].Credits, current);
        var transferId = Guid.CreateVersion7();
        await Ledger.PostAsync(
            work, Movement.Decide(from, to, cents)!, new(transferId, kind, cents, referenceId, work.Now));
        await work.ExecuteAsync(InsertCredits, new
        {
            work.Caisse,
            to.AccountId,
            transferId,
            Periods = moved.Select(credit => credit.From.FirstDay).ToArray(),
            Cents = moved.Select(credit => credit.Cents).ToArray(),
        });
    }

    const string InsertCredits =
        """
        insert into moved_credit (caisse_id, household_id, transfer_id, counts_from, amount_cents)
        select @Caisse, @AccountId, @transferId, counts_from, amount_cents
        from unnest(@Periods, @Cents) as credit (counts_from, amount_cents)
        """;
}
