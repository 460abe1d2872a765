using Caisse.ServiceDefaults;

namespace Caisse.Wallet.IssuingVouchers;

/// <summary>The batches of vouchers, the newest at the top; by state, those that wait.</summary>
static class ListVoucherBatches
{
    internal static void Map(RouteGroupBuilder caisse) => caisse.MapGet("/voucher-batches", HandleAsync)
        .Describe(nameof(ListVoucherBatches), "Batches of vouchers, by state.")
        .Allow(Grants.Coordinator, Grants.Treasurer);

    static async Task<Answer<Page<VoucherBatchAnswer>>> HandleAsync(
        [AsParameters] PageRequest page, string? state, Caller caller, Database database,
        CancellationToken cancel)
    {
        var check = new Check().OneOf(
            state ?? NewVoucherBatch.Issued, VoucherBatchAnswer.States, "state");
        if ((page.Problem ?? check.Problem) is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var batches = await work.ListAsync<VoucherBatchAnswer>(
            Read, new { work.Caisse, state, page.AfterId, page.Fetch });
        return page.Of(batches, batch => batch.Id);
    }

    const string Read =
        $"""
        {VoucherBatchAnswer.Select}
        where caisse_id = @Caisse and (@state::text is null or state = @state)
          and (@AfterId::uuid is null or batch_id < @AfterId)
        order by batch_id desc limit @Fetch
        """;
}
