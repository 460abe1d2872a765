using Caisse.Contracts;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.IssuingVouchers;

/// <summary>A second person agrees to vouchers of the fund, whose euros are then reserved.</summary>
static class ApproveVouchers
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/voucher-batches/{batchId:guid}/approval", HandleAsync)
            .Describe(nameof(ApproveVouchers), "Approve vouchers of the fund that another person asked for.")
            .Allow(Grants.Treasurer, Grants.Coordinator);

    static async Task<Answer<VoucherBatchAnswer>> HandleAsync(
        Guid batchId, IdempotencyKey key, Caller caller, Database database, CancellationToken cancel) =>
        await key.OnceAsync(
            database, caller, new { batchId }, work => ApproveAsync(work, batchId), cancel);

    static async Task<Answer<VoucherBatchAnswer>> ApproveAsync(Work work, Guid batchId)
    {
        var before = await work.FindAsync<VoucherBatchAnswer>(
            VoucherBatchAnswer.SelectForUpdate, new { work.Caisse, batchId });
        if (before is null)
        {
            return Refusal.NotFound("batch of vouchers", batchId);
        }
        if (SecondPerson.Refuse("batch of vouchers", before.State, before.RequestedBy, work.Actor)
            is { } refused)
        {
            return refused;
        }
        if (before.ExpiresOn < work.Today)
        {
            return Refusal.Conflict(
                "vouchers-expired",
                $"These vouchers were to be redeemed until {before.ExpiresOn:yyyy-MM-dd}.")
                .With("expiresOn", before.ExpiresOn);
        }
        var after = before with
        {
            State = NewVoucherBatch.Reserving,
            DecidedBy = work.Actor,
            DecidedAt = work.Now,
        };
        var period = await work.OneAsync<Period>(Approve, new { work.Caisse, batchId, work.Actor, work.Now });
        await work.AuditAsync("vouchers.approved", batchId, before, after);
        await work.PublishAsync(new FundsReservationRequested(
            work.Caisse, batchId, period, after.Count * after.ValueCents, work.Now,
            Purpose: FundsPurposes.Vouchers));
        return after;
    }

    const string Approve =
        """
        update voucher_batch set state = 'reserving', decided_by = @Actor, decided_at = @Now
        where caisse_id = @Caisse and batch_id = @batchId
        returning period
        """;
}
