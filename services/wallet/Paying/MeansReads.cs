using System.Text.Json;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;
using Npgsql;

namespace Caisse.Wallet.Paying;

/// <summary>
/// One more round trip for batches in which someone pays with a code, a voucher or a till's request: reads
/// those, and the wallets they open.
/// </summary>
static class MeansReads
{
    internal static async Task RunAsync(
        NpgsqlConnection connection, string caisse, IReadOnlyList<WaitingPayment> waiting, TillBook book)
    {
        var codes = Hashes(waiting, order => order.Code);
        var vouchers = Hashes(waiting, order => order.Voucher);
        var requests = waiting.Select(one => one.Order.RequestId).OfType<Guid>().Distinct().ToArray();
        if (codes.Length + vouchers.Length + requests.Length == 0)
        {
            return;
        }
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Sql.Command(ReadCodes, caisse, codes),
                Sql.Command(ReadVouchers, caisse, vouchers),
                Sql.Command(ReadRequests, caisse, requests),
                Sql.Command(ReadAccounts, caisse, codes, vouchers),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            book.Codes[HashOf(reader)] = new(
                reader.GetGuid(1), reader.GetString(2),
                new(reader.GetFieldValue<DateTimeOffset>(3), InstantOf(reader, 4), InstantOf(reader, 5)));
        }
        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            book.Vouchers[HashOf(reader)] = new(
                reader.GetGuid(1), reader.GetInt64(2),
                new(
                    reader.GetString(3), reader.GetFieldValue<DateOnly>(4),
                    reader.GetFieldValue<DateTimeOffset>(5), InstantOf(reader, 6)));
        }
        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            book.Requests[reader.GetGuid(0)] = new(
                reader.GetGuid(1),
                await reader.IsDBNullAsync(2) ? null : reader.GetInt64(2),
                await reader.IsDBNullAsync(3)
                    ? null
                    : JsonSerializer.Deserialize<IReadOnlyList<BasketLine>>(
                        reader.GetString(3), CaisseJson.Events),
                new(reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5), InstantOf(reader, 6)));
        }
        await reader.NextResultAsync();
        await PaymentReads.ReadAccountsAsync(reader, book);
    }

    static byte[][] Hashes(IReadOnlyList<WaitingPayment> waiting, Func<PayOrder, string?> hash) =>
        [.. waiting.Select(one => hash(one.Order)).OfType<string>().Distinct().Select(Convert.FromHexString)];

    static string HashOf(NpgsqlDataReader reader) => Convert.ToHexString(reader.GetFieldValue<byte[]>(0));

    static DateTimeOffset? InstantOf(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    const string ReadCodes =
        """
        select code_sha256, household_id, shown_by, expires_at, used_at, ended_at
        from shown_code where caisse_id = $1 and code_sha256 = any($2)
        """;

    const string ReadVouchers =
        """
        select serial_sha256, account_id, value_cents, state, expires_on, expires_at, ended_at
        from voucher where caisse_id = $1 and serial_sha256 = any($2)
        """;

    const string ReadRequests =
        """
        select request_id, point_of_sale_id, amount_cents, basket::text, state, expires_at, ended_at
        from payment_request where caisse_id = $1 and request_id = any($2)
        """;

    const string ReadAccounts =
        $"""
        {PaymentReads.SelectAccounts}
        where account.caisse_id = $1 and account.account_id = any(
            array(select household_id from shown_code where caisse_id = $1 and code_sha256 = any($2))
            || array(select account_id from voucher where caisse_id = $1 and serial_sha256 = any($3)))
        """;
}
