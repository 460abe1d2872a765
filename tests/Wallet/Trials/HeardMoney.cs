using Caisse.Contracts.Wallet;
using Caisse.Support;
using Dapper;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>What another service hears of payments and refunds.</summary>
sealed class HeardMoney : IAsyncDisposable
{
    static readonly TimeSpan LongestDelivery = TimeSpan.FromMinutes(1);

    readonly TestListener<PaymentsCaptured> captured;
    readonly TestListener<PaymentRefunded> refunded;

    HeardMoney(TestListener<PaymentsCaptured> captured, TestListener<PaymentRefunded> refunded) =>
        (this.captured, this.refunded) = (captured, refunded);

    /// <summary>How many messages were delivered more than once, as may happen.</summary>
    internal int Repeated =>
        captured.Deliveries + refunded.Deliveries - captured.Heard.Count - refunded.Heard.Count;

    internal static async Task<HeardMoney> ListenAsync(string broker) => new(
        await TestListener<PaymentsCaptured>.ListenAsync(broker),
        await TestListener<PaymentRefunded>.ListenAsync(broker));

    /// <summary>Every captured payment was told in one message, and every refund, and nothing else.</summary>
    internal async Task ShouldCoverAsync(RunningService<WalletService> service)
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        await Eventually.TrueAsync("all is published", async () => await connection.ExecuteScalarAsync<bool>(
            "select not exists (select from outbox where published_at is null)"), LongestDelivery);
        var payments = (await connection.QueryAsync<(Guid, long)>(ReadPayments)).Order().ToList();
        var refunds = (await connection.QueryAsync<(Guid, long)>(ReadRefunds)).Order().ToList();
        var all = $"{payments.Count} payments and {refunds.Count} refunds";
        await Eventually.GetAsync(
            $"{all} are heard",
            () => Task.FromResult<string?>($"{Payments().Count} payments and {Refunds().Count} refunds"),
            heard => heard == all, LongestDelivery);
        Assert.Equal(payments, Payments());
        Assert.Equal(refunds, Refunds());
    }

    List<(Guid, long)> Payments() =>
        [.. captured.Heard.SelectMany(message => message.Payments)
            .Select(payment => (payment.PaymentId, payment.MonaCents)).Order()];

    List<(Guid, long)> Refunds() =>
        [.. refunded.Heard.Select(refund => (refund.RefundId, refund.MonaCents)).Order()];

    public async ValueTask DisposeAsync()
    {
        await captured.DisposeAsync();
        await refunded.DisposeAsync();
    }

    const string ReadPayments = "select payment_id, mona_cents from payment where state = 'captured'";

    const string ReadRefunds =
        """
        select (body::jsonb ->> 'id')::uuid, (body::jsonb ->> 'monaCents')::bigint from idempotency
        where operation like '%/refunds' and status = 201 and (body::jsonb ->> 'monaCents')::bigint > 0
        """;
}
