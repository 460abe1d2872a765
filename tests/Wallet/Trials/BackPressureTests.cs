using System.Net;
using Caisse.Support;
using Caisse.Wallet.Paying;
using Caisse.Wallet.Posting;
using Dapper;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>Nothing waits without bound: what there is no room for is told so at once.</summary>
public sealed class BackPressureTests(Fund fund) : IClassFixture<Fund>
{
    const int TooMany = 150;

    [Fact]
    public async Task More_payments_than_may_wait_are_told_to_come_again_and_change_nothing()
    {
        var household = await fund.AdmitAsync();
        var (shop, till) = await fund.AccreditAsync();
        var (_, card) = await fund.CardAsync(household);
        await fund.AllocateAsync("2026-03", (household, [40]));
        var payment = new { pointOfSaleId = shop, means = new { card }, amountCents = 1 };
        async Task<(string Key, HttpResponseMessage Answer)> PayAsync(string key) =>
            (key, await till.SendJsonAsync(HttpMethod.Post, $"{Root}/payments", payment, key));

        await using var elsewhere = await fund.Service.Database.OpenConnectionAsync();
        await using var holding = await elsewhere.BeginTransactionAsync();
        await elsewhere.ExecuteAsync(Ledger.TakeLock, new { Fund.Caisse });
        await elsewhere.ExecuteAsync("set local idle_in_transaction_session_timeout = 0");
        var first = PayAsync(NewKey());
        await fund.SomeoneWaitsAsync();
        var others = Enumerable.Range(0, PaymentLane.LongestQueue + TooMany)
            .Select(_ => PayAsync(NewKey())).ToList();
        await Eventually.TrueAsync(
            "there is no room for some",
            () => Task.FromResult(others.Count(other => other.IsCompleted) >= TooMany));
        var refused = await Task.WhenAll(others.Where(other => other.IsCompleted));
        await holding.RollbackAsync();

        Assert.Equal(TooMany, refused.Length);
        foreach (var (_, answer) in refused)
        {
            var problem = await answer.ShouldBeAsync(HttpStatusCode.ServiceUnavailable);
            Assert.Equal("too-many-payments", problem.ProblemType());
            Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
        }
        var answers = await Task.WhenAll(others.Append(first));
        Assert.Equal(
            PaymentLane.LongestQueue + 1,
            answers.Count(one => one.Answer.StatusCode == HttpStatusCode.Created));
        Assert.Equal(10_000 - PaymentLane.LongestQueue - 1, await fund.BalanceAsync(household));
        Assert.Equal(0, await elsewhere.ExecuteScalarAsync<int>(
            "select count(*) from idempotency where key = any(@Keys)",
            new { Keys = refused.Select(one => one.Key).ToArray() }));

        foreach (var (key, _) in refused)
        {
            await till.PostAsync($"{Root}/payments", payment, key: key);
        }
        Assert.Equal(10_000 - PaymentLane.LongestQueue - 1 - TooMany, await fund.BalanceAsync(household));
        await fund.ShouldBalanceAsync();
    }
}
