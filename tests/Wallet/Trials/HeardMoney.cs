using Caisse.Contracts.Wallet;
using Caisse.Support;
using Dapper;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>What other services are told of payments and refunds.</summary>
sealed class HeardMoney
{
    static readonly TimeSpan LongestDelivery = TimeSpan.FromMinutes(2);

    readonly TestMailbox<PaymentsCaptured> captured;
    readonly TestMailbox<PaymentRefunded> refunded;

    HeardMoney(TestMailbox<PaymentsCaptured> captured, TestMailbox<PaymentRefunded> refunded) =>
        (this.captured, this.refunded) = (captured, refunded);

    /// <summary>How many messages came more than once, as may happen.</summary>
    internal int Repeated => captured.Repeated + refunded.Repeated;

    internal static async Task<HeardMoney> ListenAsync(string broker) => new(
        await TestMailbox<PaymentsCaptured>.OpenAsync(broker), await TestMailbox<PaymentRefunded>.OpenAsync(broker));

    /// <summary>Every captured payment was told in one message, and every refund, and nothing else.</summary>
    internal async Task ShouldCoverAsync(RunningService<WalletService> service)
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        await Eventually.TrueAsync("all is published", async () => await connection.ExecuteScalarAsync<bool>(
            "select not exists (select from outbox where published_at is null)"), LongestDelivery);
        await captured.ReadAsync();
        await refunded.ReadAsync();
        Assert.Equal(
            (await connection.QueryAsync<(Guid, long)>(ReadPayments)).Order(),
            captured.Told.SelectMany(message => message.Payments)
                .Select(payment => (payment.PaymentId, payment.MonaCents)).Order());
        Assert.Equal(
            (await connection.QueryAsync<(Guid, long)>(ReadRefunds)).Order(),
            refunded.Told.Select(refund => (refund.RefundId, refund.MonaCents)).Order());
    }

    const string ReadPayments = "select payment_id, mona_cents from payment where state = 'captured'";

    const string ReadRefunds =
        """
        select (body::jsonb ->> 'id')::uuid, (body::jsonb ->> 'monaCents')::bigint from idempotency
        where operation like '%/refunds' and status = 201 and (body::jsonb ->> 'monaCents')::bigint > 0
        """;
}
