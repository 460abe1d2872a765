using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.IssuingVouchers;

/// <summary>A second person rejects vouchers of the fund: none becomes valid.</summary>
static class RejectVouchers
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/voucher-batches/{batchId:guid}/rejection", HandleAsync)
            .Describe(nameof(RejectVouchers), "Reject vouchers of the fund that another person asked for.")
            .Allow(Grants.Treasurer, Grants.Coordinator);

    static async Task<Answer<VoucherBatchAnswer>> HandleAsync(
        Guid batchId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
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
        var after = before with { State = "rejected", DecidedBy = work.Actor, DecidedAt = work.Now };
        await work.ExecuteAsync(Reject, new { work.Caisse, batchId, work.Actor, work.Now });
        await work.AuditAsync("vouchers.rejected", batchId, before, after);
        await work.CommitAsync(cancel);
        return after;
    }

    const string Reject =
        """
        update voucher_batch set state = 'rejected', decided_by = @Actor, decided_at = @Now
        where caisse_id = @Caisse and batch_id = @batchId;
        update voucher set state = 'cancelled', ended_at = @Now
        where caisse_id = @Caisse and batch_id = @batchId;
        """;
}
