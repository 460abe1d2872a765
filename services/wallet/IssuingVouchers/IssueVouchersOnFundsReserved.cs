using Caisse.Contracts;
using Caisse.Contracts.Contributions;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.IssuingVouchers;

/// <summary>
/// The euros behind vouchers of the fund are set aside: their MonA is issued into an account of the batch's
/// own, where each voucher holds its value.
/// </summary>
[Consumer("IssueVouchersOnFundsReserved")]
sealed class IssueVouchersOnFundsReserved(CaisseMetrics metrics) : IHandle<FundsReserved>
{
    public bool Claims(FundsReserved happened) => happened.Purpose is null or FundsPurposes.Vouchers;

    public async Task HandleAsync(FundsReserved happened, Work work, CancellationToken cancel)
    {
        var issuance = await Ledger.LockOwnAsync(work, AccountKind.Issuance);
        var batch = await work.FindAsync<BatchRow>(Issue, happened);
        if (batch is null)
        {
            return;
        }
        await Ledger.OpenAsync(work, AccountKind.VoucherBatch, batch.BatchId);
        var wallet = (await Ledger.LockAsync(work, batch.BatchId))[batch.BatchId];
        var movement = Movement.Decide(issuance, wallet, happened.AmountCents)!;
        await Ledger.PostAsync(work, movement, new TransferDetails(
            batch.BatchId, MovementKind.Allocation, happened.AmountCents, batch.BatchId, work.Now));
        await Ledger.HoldAsync(work, movement.Credit.Hold(happened.AmountCents));
        await work.ExecuteAsync(ValidateVouchers, new { work.Caisse, batch.BatchId });
        await work.AuditAsync("vouchers.issued", batch.BatchId, null, new { happened.AmountCents });
        await work.PublishAsync(new AllocationRunCompleted(
            work.Caisse, batch.BatchId, batch.Period, Households: 0, happened.AmountCents, work.Now,
            FundsPurposes.Vouchers));
        work.AfterCommit(() => metrics.Issued(work.Caisse, happened.AmountCents));
    }

    sealed record BatchRow(Guid BatchId, Period Period);

    const string Issue =
        """
        update voucher_batch set state = 'issued'
        where caisse_id = @Caisse and batch_id = @RunId and state = 'reserving'
          and count * value_cents = @AmountCents
        returning batch_id, period
        """;

    const string ValidateVouchers =
        """
        update voucher set state = 'issued'
        where caisse_id = @Caisse and batch_id = @BatchId and state = 'waiting'
        """;
}

/// <summary>The euros do not cover the vouchers: none becomes valid, and the shortfall is kept.</summary>
[Consumer("RefuseVouchersOnFundsRefused")]
sealed class RefuseVouchersOnFundsRefused : IHandle<FundsRefused>
{
    public bool Claims(FundsRefused happened) => happened.Purpose is null or FundsPurposes.Vouchers;

    public Task HandleAsync(FundsRefused happened, Work work, CancellationToken cancel) => work.ExecuteAsync(
        """
        with refused as (
            update voucher_batch set state = 'refused', shortfall_cents = @ShortfallCents
            where caisse_id = @Caisse and batch_id = @RunId and state = 'reserving'
            returning batch_id
        )
        update voucher set state = 'cancelled', ended_at = @Now
        from refused where voucher.caisse_id = @Caisse and voucher.batch_id = refused.batch_id
        """, new { work.Caisse, happened.RunId, happened.ShortfallCents, work.Now });
}
