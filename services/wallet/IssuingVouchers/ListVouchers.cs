using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.IssuingVouchers;

/// <summary>The vouchers of a batch and what became of each; never their serials.</summary>
static class ListVouchers
{
    internal sealed record ListedVoucher(
        Guid Id, int Number, long ValueCents, string State, DateOnly ExpiresOn, DateTimeOffset? EndedAt,
        Guid? PaymentId);

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapGet("/vouchers", HandleAsync)
        .Describe(nameof(ListVouchers), "The vouchers of a batch, and what became of each.")
        .Allow(Grants.Coordinator, Grants.Treasurer, Grants.Member, Grants.Delegate);

    static async Task<Answer<Page<ListedVoucher>>> HandleAsync(
        Guid batch, [AsParameters] PageRequest page, Caller caller, Database database,
        CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (await ReadVoucherBatch.FindAsync(work, caller, batch) is null)
        {
            return Refusal.NotFound("batch of vouchers", batch);
        }
        var rows = await work.ListAsync<VoucherRow>(
            Read, new { work.Caisse, batch, After = page.AfterNumber ?? 0, page.Fetch });
        return page.Of(
            [.. rows.Select(row => new ListedVoucher(
                row.VoucherId, row.Number, row.ValueCents,
                Voucher.StateOn(row.State, row.ExpiresAt, work.Now), row.ExpiresOn, row.EndedAt,
                row.PaymentId))],
            voucher => voucher.Number);
    }

    sealed record VoucherRow(
        Guid VoucherId, int Number, long ValueCents, string State, DateOnly ExpiresOn,
        DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt, Guid? PaymentId);

    const string Read =
        """
        select voucher_id, number, value_cents, state, expires_on, expires_at, ended_at, payment_id
        from voucher where caisse_id = @Caisse and batch_id = @batch and number > @After
        order by number limit @Fetch
        """;
}
