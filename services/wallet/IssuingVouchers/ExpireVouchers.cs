using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.IssuingVouchers;

/// <summary>
/// Ends vouchers once their last day has passed, by the real clock: a demonstration's told times end none
/// before it has lasted as long as it was issued for. Tills refuse an expired one whether ended or not.
/// </summary>
sealed class ExpireVouchers(Database database, Caisses caisses, ILogger<ExpireVouchers> logger)
    : RegularWork(Pause, "Vouchers wait to be expired", caisses, logger)
{
    /// <summary>Names this worker in the audit trail; it never changes.</summary>
    const string Actor = "ExpireVouchers";

    /// <summary>Payments wait for a slice at most, so slices stay small.</summary>
    const int VouchersPerSlice = 500;

    const int BatchesPerRound = 100;

    static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task<bool> DoSomeAsync(KnownCaisse caisse, CancellationToken cancel)
    {
        if (await ExpireSliceAsync(caisse, cancel))
        {
            return true;
        }
        await ReturnRefundsAsync(caisse, cancel);
        return false;
    }

    async Task<bool> ExpireSliceAsync(KnownCaisse caisse, CancellationToken stop)
    {
        await using var work = await database.BeginAsync(caisse.CaisseId, Actor, stop);
        // Nobody who pays waits while there is nothing to do.
        if ((await ListDueAsync(work)).Count == 0)
        {
            return false;
        }
        using var trace = CaisseTracing.Begin(nameof(ExpireVouchers));
        await Ledger.LockAsync(work);
        var due = await ListDueAsync(work);
        await EndVouchers.EndAsync(work, due, Voucher.Expired, work.Today);
        await work.CommitAsync(stop);
        return due.Count == VouchersPerSlice;
    }

    static Task<IReadOnlyList<HeldVoucher>> ListDueAsync(Work work) =>
        work.ListAsync<HeldVoucher>(Due, new { work.Caisse, work.Now, VouchersPerSlice });

    /// <summary>
    /// A shop that refunds a voucher of the fund pays the batch's wallet; once no voucher of the batch can be
    /// redeemed, that goes back to the fund too.
    /// </summary>
    internal async Task ReturnRefundsAsync(KnownCaisse caisse, CancellationToken stop)
    {
        await using var work = await database.BeginAsync(caisse.CaisseId, Actor, stop);
        var left = await work.ListAsync<Guid>(LeftOver, new { work.Caisse, BatchesPerRound });
        if (left.Count == 0)
        {
            return;
        }
        using var trace = CaisseTracing.Begin(nameof(ExpireVouchers));
        // Another instance may have returned it while this one waited for the ledger.
        foreach (var wallet in (await Ledger.LockAsync(work, left)).Values
            .Where(wallet => wallet is { BalanceCents: > 0, HeldCents: 0 }))
        {
            await EndVouchers.ReturnAsync(work, wallet, work.Today);
        }
        await work.CommitAsync(stop);
    }

    const string Due =
        """
        select voucher_id, voucher.account_id, voucher.value_cents, batch.household_id is null as is_of_fund
        from voucher join voucher_batch as batch using (caisse_id, batch_id)
        where voucher.caisse_id = @Caisse and voucher.state = 'issued' and expires_at <= @Now
          and recorded_at + (expires_at - issued_at) <= now()
        order by expires_at, voucher_id limit @VouchersPerSlice
        """;

    const string LeftOver =
        """
        select account.account_id
        from voucher_batch as batch
        join account on account.caisse_id = batch.caisse_id and account.account_id = batch.batch_id
        where batch.caisse_id = @Caisse and batch.household_id is null
          and balance_cents > 0 and held_cents = 0
        order by account.account_id limit @BatchesPerRound
        """;
}
