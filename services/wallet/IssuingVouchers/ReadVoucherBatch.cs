using Caisse.ServiceDefaults;
using Caisse.Wallet.OpeningWallets;

namespace Caisse.Wallet.IssuingVouchers;

/// <summary>Reads how far a batch of vouchers is: staff read all, a household its own.</summary>
static class ReadVoucherBatch
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/voucher-batches/{batchId:guid}", HandleAsync)
            .Describe(nameof(ReadVoucherBatch), "Read a batch of vouchers.")
            .Allow(Grants.Coordinator, Grants.Treasurer, Grants.Member, Grants.Delegate);

    static async Task<Answer<VoucherBatchAnswer>> HandleAsync(
        Guid batchId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await FindAsync(work, caller, batchId) is { } batch
            ? batch
            : Refusal.NotFound("batch of vouchers", batchId);
    }

    /// <summary>The batch, for those who may see it.</summary>
    internal static async Task<VoucherBatchAnswer?> FindAsync(Work work, Caller caller, Guid batchId) =>
        await work.FindAsync<VoucherBatchAnswer>(Read, new { work.Caisse, batchId }) is { } batch
        && await Households.MaySeeAsync(work, caller, batch.HouseholdId ?? Guid.Empty)
            ? batch
            : null;

    const string Read = $"{VoucherBatchAnswer.Select} where caisse_id = @Caisse and batch_id = @batchId";
}
