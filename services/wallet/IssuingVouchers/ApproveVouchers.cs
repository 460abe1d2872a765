using Caisse.Contracts;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.IssuingVouchers;

/// <summary>A second person agrees to vouchers of the fund, whose euros are then reserved.</summary>
static class ApproveVouchers
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/vouchers/batches/{batchId:guid}/approval", HandleAsync)
            .Describe(nameof(ApproveVouchers), "Agree, as a second person, to vouchers of the fund.")
            .Allow(Grants.Treasurer, Grants.Coordinator);

    static Task<Answer<VoucherBatchAnswer>> HandleAsync(
        Guid batchId, IdempotencyKey key, Caller caller, Database database, CancellationToken cancel) =>
        key.OnceAsync(
            database, caller, new { batchId }, work => ApproveAsync(work, batchId), cancel);

    static async Task<Answer<VoucherBatchAnswer>> ApproveAsync(Work work, Guid batchId)
    {
        var batch = await work.FindAsync<BatchRow>(Lock, new { work.Caisse, batchId });
        if (batch is null)
        {
            return Refusal.NotFound("batch of vouchers", batchId);
        }
        if (batch.State != NewVoucherBatch.Proposed)
        {
            return Refusal.Conflict("not-proposed", $"These vouchers are not proposed, but {batch.State}.")
                .With("state", batch.State);
        }
        if (batch.RequestedBy == work.Actor)
        {
            return new Refusal(
                StatusCodes.Status403Forbidden, "second-person-needed",
                "Whoever asked for the vouchers does not agree to them: it takes a second person.");
        }
        if (batch.ExpiresAt <= work.Now)
        {
            return Refusal.Conflict("voucher-expired", "These vouchers would have expired already.");
        }
        var approved = await work.OneAsync<VoucherBatchAnswer>(
            Approve, new { work.Caisse, batchId, work.Actor });
        await work.AuditAsync(
            "vouchers.approved", batchId, null, new { batch.RequestedBy, batch.TotalCents });
        await work.PublishAsync(new FundsReservationRequested(
            work.Caisse, batchId, batch.Period, batch.TotalCents, work.Now));
        return approved;
    }

    sealed record BatchRow(
        string State, string RequestedBy, Period Period, long TotalCents, DateTimeOffset ExpiresAt);

    const string Lock =
        """
        select state, requested_by, period, count * value_cents as total_cents,
               (select max(expires_at) from voucher
                where voucher.caisse_id = voucher_batch.caisse_id
                  and voucher.batch_id = voucher_batch.batch_id) as expires_at
        from voucher_batch where caisse_id = @Caisse and batch_id = @batchId
        for update
        """;

    const string Approve =
        """
        update voucher_batch set state = 'reserving', approved_by = @Actor
        where caisse_id = @Caisse and batch_id = @batchId
        returning batch_id as id, household_id, state, count, value_cents, expires_on, shortfall_cents,
            requested_by, requested_at, approved_by
        """;
}
