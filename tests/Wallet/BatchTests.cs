using System.Net;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Caisse.Wallet.Domain;
using Caisse.Wallet.HandlingCards;
using Caisse.Wallet.Paying;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests;

/// <summary>Payments of every sort that are written together.</summary>
public sealed class BatchTests(Fund fund) : IClassFixture<Fund>
{
    const string Payments = $"{Fund.Root}/payments";

    static readonly DateTimeOffset At = new(2026, 6, 1, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Captured_authorised_and_refused_payments_are_written_in_one_batch()
    {
        var household = await fund.AdmitAsync();
        var (shop, _) = await fund.AccreditAsync();
        var (_, card) = await fund.CardAsync(household);
        await fund.AllocateAsync("2026-03", (household, [40]));

        var answers = await TogetherAsync(
            Order(shop, card, 1000), Order(shop, card, 2000) with { IsCaptured = false },
            Order(shop, card, 9000), Order(shop, card, 3000));

        Assert.Equal(
            ["captured", "authorised", "insufficient-balance", "captured"],
            answers.Select(answer => answer.Value?.State ?? answer.Refusal!.Type));
        var batch = await fund.Service.ShouldPublishAsync<PaymentsCaptured>(happened =>
            happened.Payments.Any(payment => payment.PointOfSaleId == shop));
        Assert.Equal([1000, 3000], batch.Payments.Select(payment => payment.MonaCents));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_card_that_is_locked_and_another_that_is_not_yet_are_written_in_one_batch()
    {
        var household = await fund.AdmitAsync();
        var (shop, till) = await fund.AccreditAsync();
        var (_, first) = await fund.CardAsync(household, "1234");
        var (_, second) = await fund.CardAsync(household, "1234");

        var answers = await TogetherAsync(
            [.. ((string[])[first, second, second, second])
                .Select(card => Order(shop, card, 100) with { Pin = "0000" })]);

        Assert.Equal(
            ["wrong PIN, 2 tries left", "wrong PIN, 2 tries left", "wrong PIN, 1 try left"],
            answers.Take(3).Select(answer => answer.Refusal!.Detail));
        Assert.Equal("pin-locked", answers[3].Refusal!.Type);
        var again = await till.PostAsync(
            Payments, new { pointOfSaleId = shop, means = new { card = second, pin = "1234" }, amountCents = 1 },
            HttpStatusCode.Conflict, NewKey(), At);
        Assert.Equal("pin-locked", again.ProblemType());
    }

    [Fact]
    public async Task A_payment_that_cannot_be_written_fails_alone_and_leaves_nothing_behind()
    {
        var household = await fund.AdmitAsync();
        var (shop, till) = await fund.AccreditAsync();
        var (_, card) = await fund.CardAsync(household);
        await fund.AllocateAsync("2026-05", (household, [40]));
        await using (var connection = await fund.Service.Database.OpenConnectionAsync())
        {
            await connection.ExecuteAsync("alter table payment add check (mona_cents <> 666)");
        }
        Task<HttpResponseMessage> PayAsync(int cents) => till.SendJsonAsync(
            HttpMethod.Post, Payments,
            new { pointOfSaleId = shop, means = new { card }, amountCents = cents }, NewKey());
        // Statements that have run a few times are prepared, which a failure in their batch must not confuse.
        for (var time = 0; time < 10; time++)
        {
            using var paid = await PayAsync(100);
            await paid.ShouldBeAsync(HttpStatusCode.Created);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(place => PayAsync(662 + place)));
        Assert.Equal(
            [HttpStatusCode.InternalServerError],
            answers.Where(answer => !answer.IsSuccessStatusCode).Select(answer => answer.StatusCode));

        using var after = await PayAsync(1);
        await after.ShouldBeAsync(HttpStatusCode.Created);
        const int PaidCents = 1000 + 6665 - 666 + 1;
        Assert.Equal(10000 - PaidCents, await fund.BalanceAsync(household));
        await fund.ShouldBalanceAsync();
    }

    /// <summary>Has payments decided together: they queue while a first one waits for the ledger.</summary>
    async Task<IReadOnlyList<Answer<PayPointOfSale.PayAnswer>>> TogetherAsync(params PayOrder[] orders)
    {
        var services = fund.Service.Services;
        var writer = services.GetRequiredService<PaymentWriter>();
        var caisse = await services.GetRequiredService<Caisses>()
            .FindAsync(Fund.Caisse, CancellationToken.None);
        await using var elsewhere = await fund.Service.Database.OpenConnectionAsync();
        var holding = await elsewhere.BeginTransactionAsync();
        await elsewhere.ExecuteAsync(Posting.Ledger.TakeLock, new { Fund.Caisse });
        Task<Answer<PayPointOfSale.PayAnswer>> PayAsync(PayOrder order) => writer.PayAsync(
            caisse!, order,
            new KeyedRequest(order.Actor, NewKey(), "POST /payments", [], new AnswerForm("", false, 201)));
        var first = PayAsync(Order(Guid.CreateVersion7(), "nobody's", 1));
        await fund.SomeoneWaitsAsync();
        var answers = orders.Select(PayAsync).ToList();
        await holding.RollbackAsync();
        Assert.NotNull((await first).Refusal);
        return await Task.WhenAll(answers);
    }

    static PayOrder Order(Guid shop, string card, long cents) => new(
        Guid.CreateVersion7(), shop, null, Convert.ToHexString(Pins.HashToken(card)), null, cents, null, true,
        "a till", null, At);
}
