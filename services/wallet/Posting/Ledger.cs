using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Posting;

/// <summary>What a movement is for.</summary>
/// <param name="TransferId">Its id, unique for ever.</param>
/// <param name="Kind">allocation, payment, refund or settlement.</param>
/// <param name="AmountCents">MonA cents, positive.</param>
/// <param name="ReferenceId">The payment, run or settlement it belongs to.</param>
/// <param name="At">When.</param>
sealed record TransferDetails(
    Guid TransferId, string Kind, long AmountCents, Guid ReferenceId, DateTimeOffset At);

/// <summary>
/// Locks accounts and posts movements. Every writer locks in one order, the issuance account first and the
/// others by id, so that no two can wait for each other.
/// </summary>
static class Ledger
{
    /// <summary>
    /// Locks accounts until the transaction ends; those that do not exist are not in the answer.
    /// </summary>
    internal static async Task<IReadOnlyDictionary<Guid, AccountState>> LockAsync(
        Work work, params IReadOnlyList<Guid> accountIds) =>
        (await work.ListAsync<AccountState>(
            LockAccounts, new { work.Caisse, AccountIds = accountIds.Distinct().ToArray() }))
            .ToDictionary(account => account.AccountId);

    /// <summary>Locks the account that MonA is issued from, opening it the first time.</summary>
    internal static async Task<AccountState> LockIssuanceAsync(Work work)
    {
        var parameters = new { work.Caisse, AccountId = Guid.CreateVersion7() };
        await work.ExecuteAsync(OpenIssuance, parameters);
        return await work.OneAsync<AccountState>(LockIssuance, parameters);
    }

    /// <summary>Opens accounts with nothing in them, unless they are open.</summary>
    internal static Task OpenAsync(Work work, string kind, params IReadOnlyList<Guid> accountIds) =>
        work.ExecuteAsync(OpenAccounts, new { work.Caisse, kind, AccountIds = accountIds.ToArray() });

    /// <summary>Writes a movement that was decided on locked accounts.</summary>
    internal static Task PostAsync(Work work, Movement movement, TransferDetails details) =>
        work.ExecuteAsync(
            Post,
            new
            {
                work.Caisse,
                work.Actor,
                details.TransferId,
                details.Kind,
                details.AmountCents,
                details.ReferenceId,
                details.At,
                Debit = movement.Debit.AccountId,
                DebitVersion = movement.Debit.Version,
                DebitBalanceCents = movement.Debit.BalanceCents,
                Credit = movement.Credit.AccountId,
                CreditVersion = movement.Credit.Version,
                CreditBalanceCents = movement.Credit.BalanceCents,
            });

    const string LockAccounts =
        """
        select account_id, kind, balance_cents, held_cents, version
        from account where caisse_id = @Caisse and account_id = any(@AccountIds)
        order by account_id for update
        """;

    const string OpenIssuance =
        """
        insert into account (caisse_id, account_id, kind) values (@Caisse, @AccountId, 'issuance')
        on conflict (caisse_id, kind) where kind not in ('household', 'point_of_sale') do nothing
        """;

    const string LockIssuance =
        """
        select account_id, kind, balance_cents, held_cents, version
        from account where caisse_id = @Caisse and kind = 'issuance'
        for update
        """;

    const string OpenAccounts =
        """
        insert into account (caisse_id, account_id, kind)
        select @Caisse, account_id, @kind from unnest(@AccountIds) as opened (account_id)
        order by account_id
        on conflict (caisse_id, account_id) do nothing
        """;

    const string Post =
        """
        insert into transfer (caisse_id, transfer_id, kind, debit_account, credit_account, amount_cents,
            debit_version, debit_balance_cents, credit_version, credit_balance_cents, reference_id, actor, at)
        values (@Caisse, @TransferId, @Kind, @Debit, @Credit, @AmountCents,
            @DebitVersion, @DebitBalanceCents, @CreditVersion, @CreditBalanceCents,
            @ReferenceId, @Actor, @At);
        update account set balance_cents = @DebitBalanceCents, version = @DebitVersion
        where caisse_id = @Caisse and account_id = @Debit;
        update account set balance_cents = @CreditBalanceCents, version = @CreditVersion
        where caisse_id = @Caisse and account_id = @Credit;
        """;
}
