using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Posting;

/// <summary>What a movement is for.</summary>
/// <param name="TransferId">Its id, unique for ever.</param>
/// <param name="Kind">What it counts as.</param>
/// <param name="AmountCents">MonA cents, positive.</param>
/// <param name="ReferenceId">The payment, run or settlement it belongs to.</param>
/// <param name="At">When.</param>
sealed record TransferDetails(
    Guid TransferId, MovementKind Kind, long AmountCents, Guid ReferenceId, DateTimeOffset At);

/// <summary>
/// Locks the ledger of a caisse and posts movements. Whoever moves or holds MonA takes the caisse's one lock
/// first, so that no two wait for each other and positions follow the order of commits.
/// </summary>
static class Ledger
{
    /// <summary>After it, PostgreSQL ends the transaction of a writer that stands still.</summary>
    internal const string LongestStandstill = "5s";

    /// <summary>
    /// The lock of a caisse's ledger, held until the transaction ends; a process that freezes must not keep
    /// it.
    /// </summary>
    internal const string TakeLock =
        $"""
        select pg_advisory_xact_lock(hashtextextended('ledger ' || @Caisse, 0)),
               set_config('idle_in_transaction_session_timeout', '{LongestStandstill}', true)
        """;

    /// <summary>
    /// Locks the ledger and reads accounts; those that do not exist are not in the answer.
    /// </summary>
    internal static async Task<IReadOnlyDictionary<Guid, AccountState>> LockAsync(
        Work work, params IReadOnlyList<Guid> accountIds)
    {
        await work.ExecuteAsync(TakeLock, new { work.Caisse });
        return (await work.ListAsync<AccountState>(
            ReadAccounts, new { work.Caisse, AccountIds = accountIds.Distinct().ToArray() }))
            .ToDictionary(account => account.AccountId);
    }

    /// <summary>
    /// Locks the ledger and reads one of the fund's own accounts, opening it the first time.
    /// </summary>
    /// <param name="work">The transaction.</param>
    /// <param name="kind">One of the fund's own.</param>
    internal static async Task<AccountState> LockOwnAsync(Work work, AccountKind kind)
    {
        await work.ExecuteAsync(TakeLock, new { work.Caisse });
        await OpenOwnAsync(work, kind);
        return (await FindOwnAsync(work, kind))!;
    }

    /// <summary>Opens one of the fund's own accounts, unless it is open.</summary>
    internal static Task OpenOwnAsync(Work work, AccountKind kind) =>
        work.ExecuteAsync(OpenOwn, new { work.Caisse, Kind = kind.Name, AccountId = Guid.CreateVersion7() });

    /// <summary>Reads one of the fund's own accounts; null when it has never been needed.</summary>
    internal static Task<AccountState?> FindOwnAsync(Work work, AccountKind kind) =>
        work.FindAsync<AccountState>(ReadOwn, new { work.Caisse, Kind = kind.Name });

    /// <summary>Opens accounts with nothing in them, unless they are open.</summary>
    internal static Task OpenAsync(Work work, AccountKind kind, params IReadOnlyList<Guid> accountIds) =>
        work.ExecuteAsync(
            OpenAccounts, new { work.Caisse, Kind = kind.Name, AccountIds = accountIds.ToArray() });

    /// <summary>Writes a movement that was decided on accounts of the locked ledger.</summary>
    internal static async Task PostAsync(Work work, Movement movement, TransferDetails details)
    {
        await work.ExecuteAsync(
            Post,
            new
            {
                work.Caisse,
                work.Actor,
                details.TransferId,
                Kind = details.Kind.Name,
                details.AmountCents,
                details.ReferenceId,
                details.At,
                Debit = movement.Debit.AccountNumber,
                DebitVersion = movement.Debit.Version,
                DebitBalanceCents = movement.Debit.BalanceCents,
                DebitHeldCents = movement.Debit.HeldCents,
                Credit = movement.Credit.AccountNumber,
                CreditVersion = movement.Credit.Version,
                CreditBalanceCents = movement.Credit.BalanceCents,
            });
        var answeredForCents = movement.Debit.Kind == AccountKind.Guarantee ? details.AmountCents
            : movement.Credit.Kind == AccountKind.Guarantee ? -details.AmountCents : 0;
        if (answeredForCents != 0)
        {
            await work.PublishAsync(
                new GuaranteeMoved(work.Caisse, details.TransferId, answeredForCents, details.At));
        }
    }

    /// <summary>Writes what authorisations hold on an account of the locked ledger from now on.</summary>
    internal static Task HoldAsync(Work work, AccountState account) => work.ExecuteAsync(Hold, account);

    /// <summary>The number under which movements name who acts.</summary>
    internal static Task<int> NumberOfActorAsync(Work work) => work.OneAsync<int>(
        "select number_of_actor(@Caisse, @Actor)", new { work.Caisse, work.Actor });

    const string ReadAccounts =
        """
        select account_id, account_number, kind, balance_cents, held_cents, version
        from account where caisse_id = @Caisse and account_id = any(@AccountIds)
        """;

    static readonly string OpenOwn =
        $"""
        insert into account (caisse_id, account_id, kind) values (@Caisse, @AccountId, @Kind)
        on conflict (caisse_id, kind) where kind in {AccountKind.OfFund} do nothing
        """;

    const string ReadOwn =
        """
        select account_id, account_number, kind, balance_cents, held_cents, version
        from account where caisse_id = @Caisse and kind = @Kind
        """;

    const string OpenAccounts =
        """
        insert into account (caisse_id, account_id, kind)
        select @Caisse, account_id, @Kind from unnest(@AccountIds) as opened (account_id)
        order by account_id
        on conflict (caisse_id, account_id) do nothing
        """;

    const string Post =
        """
        insert into transfer (caisse_id, transfer_id, kind, debit_account, credit_account, amount_cents,
            debit_version, debit_balance_cents, credit_version, credit_balance_cents, reference_id,
            actor_number, at)
        values (@Caisse, @TransferId, @Kind, @Debit, @Credit, @AmountCents,
            @DebitVersion, @DebitBalanceCents, @CreditVersion, @CreditBalanceCents,
            nullif(@ReferenceId, @TransferId), number_of_actor(@Caisse, @Actor), @At);
        update account
        set balance_cents = @DebitBalanceCents, version = @DebitVersion, held_cents = @DebitHeldCents
        where account_number = @Debit;
        update account set balance_cents = @CreditBalanceCents, version = @CreditVersion
        where account_number = @Credit;
        """;

    const string Hold = "update account set held_cents = @HeldCents where account_number = @AccountNumber";
}
