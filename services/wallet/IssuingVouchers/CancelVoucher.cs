using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.IssuingVouchers;

/// <summary>Cancels a voucher that was lost or misprinted, unless it was redeemed first.</summary>
static class CancelVoucher
{
    internal sealed record CancelledVoucher(Guid Id, string State, long ValueCents);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/vouchers/{voucherId:guid}/cancellation", HandleAsync)
            .Describe(nameof(CancelVoucher), "Cancel a voucher; what it held is available again.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<CancelledVoucher>> HandleAsync(
        Guid voucherId, Caller caller, Database database, KnownCaisse caisse, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        await Ledger.LockAsync(work);
        if (await work.FindAsync<VoucherRow>(Read, new { work.Caisse, voucherId }) is not { } row)
        {
            return Refusal.NotFound("voucher", voucherId);
        }
        var voucher = new Voucher(row.State, row.ExpiresOn, row.ExpiresAt, row.EndedAt);
        if (voucher.Refuse(work.Now, caisse.LocalTimeOf) is { } refused)
        {
            return refused;
        }
        var held = new HeldVoucher(voucherId, row.AccountId, row.ValueCents, row.IsOfFund);
        await EndVouchers.EndAsync(work, [held], Voucher.Cancelled, work.Today);
        await work.AuditAsync("voucher.cancelled", voucherId, null, new { row.ValueCents });
        await work.CommitAsync(cancel);
        return new CancelledVoucher(voucherId, Voucher.Cancelled, row.ValueCents);
    }

    sealed record VoucherRow(
        Guid AccountId, long ValueCents, bool IsOfFund, string State, DateOnly ExpiresOn,
        DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt);

    const string Read =
        """
        select voucher.account_id, voucher.value_cents, batch.household_id is null as is_of_fund,
               voucher.state, voucher.expires_on, voucher.expires_at, voucher.ended_at
        from voucher join voucher_batch as batch using (caisse_id, batch_id)
        where voucher.caisse_id = @Caisse and voucher_id = @voucherId
        """;
}
