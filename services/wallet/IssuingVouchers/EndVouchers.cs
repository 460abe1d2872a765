using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.IssuingVouchers;

/// <summary>A voucher that holds its value.</summary>
sealed record HeldVoucher(Guid VoucherId, Guid AccountId, long ValueCents, bool IsOfFund);

/// <summary>
/// Ends vouchers that nobody redeems any more. What a household's held is available again; what the fund's
/// held leaves circulation, and the euros behind it are free.
/// </summary>
static class EndVouchers
{
    /// <summary>Ends vouchers as cancelled or expired, read since the ledger was locked.</summary>
    internal static async Task EndAsync(
        Work work, IReadOnlyList<HeldVoucher> vouchers, string state, DateOnly today)
    {
        await work.ExecuteAsync(
            End,
            new
            {
                work.Caisse, VoucherIds = vouchers.Select(one => one.VoucherId).ToArray(), state, work.Now,
            });
        foreach (var held in vouchers.GroupBy(one => (one.AccountId, one.IsOfFund)))
        {
            var accounts = await Ledger.LockAsync(work, held.Key.AccountId);
            var wallet = accounts[held.Key.AccountId].Hold(-held.Sum(voucher => voucher.ValueCents));
            await Ledger.HoldAsync(work, wallet);
            if (held.Key.IsOfFund)
            {
                await ReturnAsync(work, wallet, today);
            }
        }
    }

    /// <summary>Gives the fund back what no voucher of a batch holds.</summary>
    internal static async Task ReturnAsync(Work work, AccountState wallet, DateOnly today)
    {
        var cents = wallet.AvailableCents;
        var expired = await Ledger.LockOwnAsync(work, AccountKind.Expired);
        var transferId = Guid.CreateVersion7();
        await Ledger.PostAsync(
            work, Movement.Decide(wallet, expired, cents)!,
            new TransferDetails(transferId, MovementKind.Expiry, cents, wallet.AccountId, work.Now));
        await work.PublishAsync(
            new WalletsExpired(work.Caisse, transferId, today, Households: 0, cents, work.Now));
    }

    const string End =
        """
        update voucher set state = @state, ended_at = @Now
        where caisse_id = @Caisse and voucher_id = any(@VoucherIds)
        """;
}
