using Caisse.Wallet.Posting;
using Npgsql;

namespace Caisse.Wallet.Paying;

/// <summary>Notes which codes, vouchers and requests the accepted payments of a batch have used up.</summary>
static class MeansWrites
{
    internal static IEnumerable<NpgsqlBatchCommand> Commands(
        string caisse, IReadOnlyList<WrittenPayment> accepted)
    {
        var codes = accepted.Where(one => one.Order.Code is not null).ToList();
        var vouchers = accepted.Where(one => one.Order.Voucher is not null).ToList();
        var requests = accepted.Where(one => one.Order.RequestId is not null).ToList();
        if (codes.Count > 0)
        {
            yield return Command(
                UseCodes, caisse, codes, codes.ConvertAll(one => Convert.FromHexString(one.Order.Code!)));
        }
        if (vouchers.Count > 0)
        {
            yield return Command(
                RedeemVouchers, caisse, vouchers,
                vouchers.ConvertAll(one => Convert.FromHexString(one.Order.Voucher!)));
        }
        if (requests.Count > 0)
        {
            yield return Command(
                PayRequests, caisse, requests, requests.ConvertAll(one => one.Order.RequestId!.Value));
        }
    }

    static NpgsqlBatchCommand Command<T>(
        string sql, string caisse, List<WrittenPayment> paid, List<T> means) => Sql.Command(
        sql, caisse, means.ToArray(), paid.ConvertAll(one => one.Order.PaymentId).ToArray(),
        paid.ConvertAll(one => one.Order.At.UtcDateTime).ToArray());

    const string UseCodes =
        """
        update shown_code set used_at = used.at, payment_id = used.payment_id
        from unnest($2::bytea[], $3::uuid[], $4::timestamptz[]) as used (code_sha256, payment_id, at)
        where shown_code.caisse_id = $1 and shown_code.code_sha256 = used.code_sha256
        """;

    const string RedeemVouchers =
        """
        update voucher set state = 'redeemed', ended_at = redeemed.at, payment_id = redeemed.payment_id
        from unnest($2::bytea[], $3::uuid[], $4::timestamptz[]) as redeemed (serial_sha256, payment_id, at)
        where voucher.caisse_id = $1 and voucher.serial_sha256 = redeemed.serial_sha256
        """;

    const string PayRequests =
        """
        update payment_request set state = 'paid', ended_at = paid.at, payment_id = paid.payment_id
        from unnest($2::uuid[], $3::uuid[], $4::timestamptz[]) as paid (request_id, payment_id, at)
        where payment_request.caisse_id = $1 and payment_request.request_id = paid.request_id
        """;
}
