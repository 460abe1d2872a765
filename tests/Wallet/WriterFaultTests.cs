using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Caisse.Wallet.HandlingCards;
using Caisse.Wallet.Posting;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests;

/// <summary>What others do at the very moment at which payments are written.</summary>
public sealed class WriterFaultTests(Fund fund) : IClassFixture<Fund>
{
    const string Payments = $"{Fund.Root}/payments";

    [Fact]
    public async Task A_key_that_another_request_holds_is_waited_for_and_then_refused_for_a_payment()
    {
        var (shop, till, card) = await WithAsync("2026-03");
        var token = TestIdentity.Token(
            [$"{Fund.Caisse}:till", $"{Fund.Caisse}:treasurer"], subject: $"both at {shop}", pointOfSaleId: shop);
        using var caller = fund.Service.ClientWith(token);
        var key = NewKey();
        await using var elsewhere = await fund.Service.Database.OpenConnectionAsync();
        var holding = await elsewhere.BeginTransactionAsync();
        await elsewhere.ExecuteAsync("lock table allocation_run in access exclusive mode");
        var run = caller.SendJsonAsync(
            HttpMethod.Post, $"{Root}/allocation-runs", new { period = "2026-12" }, key);
        await fund.SomeoneWaitsAsync();
        var payment = caller.SendJsonAsync(
            HttpMethod.Post, Payments, new { pointOfSaleId = shop, means = new { card }, amountCents = 100 },
            key);
        await fund.SomeoneWaitsAsync(2);
        await holding.RollbackAsync();

        using var started = await run;
        await started.ShouldBeAsync(HttpStatusCode.Accepted);
        using var refused = await payment;
        var problem = await refused.ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("idempotency-key-reused", problem.ProblemType());
        await till.PostAsync(
            Payments, new { pointOfSaleId = shop, means = new { card }, amountCents = 10000 }, key: NewKey());
    }

    [Fact]
    public async Task A_card_of_a_household_that_is_only_heard_of_as_changed_has_an_empty_wallet()
    {
        var household = Guid.CreateVersion7();
        await fund.Service.HearAsync(
            new HouseholdChanged(Fund.Caisse, household, [], 2, DateTimeOffset.UnixEpoch));
        var (shop, till) = await fund.AccreditAsync();
        var (_, card) = await fund.CardAsync(household);
        var refused = await till.PostAsync(
            Payments, new { pointOfSaleId = shop, means = new { card }, amountCents = 100 },
            HttpStatusCode.Conflict, NewKey());
        Assert.Equal("balance 0.00, ask 1.00 in euros", refused.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Wrong_PINs_typed_before_a_card_got_a_new_one_do_not_count_against_it()
    {
        var (shop, till, _) = await WithAsync("2026-05");
        var household = await fund.AdmitAsync();
        var (cardId, card) = await fund.CardAsync(household, "1234");
        object Pay(string pin) => new { pointOfSaleId = shop, means = new { card, pin }, amountCents = 100 };
        await till.PostAsync(Payments, Pay("0000"), HttpStatusCode.Conflict, NewKey());
        await till.PostAsync(Payments, Pay("0000"), HttpStatusCode.Conflict, NewKey());

        var newPin = fund.Service.Services.GetRequiredService<Pins>().Hash(cardId, "9876");
        await using var elsewhere = await fund.Service.Database.OpenConnectionAsync();
        var setting = await elsewhere.BeginTransactionAsync();
        await elsewhere.ExecuteAsync(
            "update card set pin_hash = @newPin, wrong_pins = 0 where card_id = @cardId",
            new { newPin, cardId });
        var third = till.PostAsync(Payments, Pay("0000"), HttpStatusCode.Conflict, NewKey());
        await fund.SomeoneWaitsAsync();
        await setting.CommitAsync();

        Assert.Equal("pin-locked", (await third).ProblemType());
        var paid = await till.PostAsync(Payments, Pay("9876"), HttpStatusCode.Conflict, NewKey());
        Assert.Equal("insufficient-balance", paid.ProblemType());
    }

    [Fact]
    public async Task A_writer_that_stands_still_with_the_ledgers_lock_loses_it_and_payments_go_on()
    {
        var (shop, till, card) = await WithAsync("2026-06");
        var database = fund.Service.Services.GetRequiredService<Database>();
        await using var frozen =
            await database.BeginAsync(Fund.Caisse, nameof(WriterFaultTests), CancellationToken.None);
        await Ledger.LockAsync(frozen);

        await till.PostAsync(
            Payments, new { pointOfSaleId = shop, means = new { card }, amountCents = 100 }, key: NewKey());

        var lost = await Assert.ThrowsAnyAsync<NpgsqlException>(() =>
            frozen.ExecuteAsync("update account set held_cents = 1"));
        Assert.True(Outage.Is(lost), lost.ToString());
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task What_a_lane_writes_does_not_belong_to_the_trace_of_the_payment_that_opened_it()
    {
        var seen = new ConcurrentBag<ActivityTraceId>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = activity => seen.Add(activity.TraceId),
        };
        await using var first = await fund.Service.StartAnotherAsync();
        var (shop, _, card) = await WithAsync("2026-07");
        ActivitySource.AddActivityListener(listener);
        async Task<ActivityTraceId> PayTracedAsync()
        {
            var traceId = ActivityTraceId.CreateRandom();
            using var till = first.ClientWith(TestIdentity.Token(
                [$"{Fund.Caisse}:till"], subject: $"till of {shop}", pointOfSaleId: shop));
            till.DefaultRequestHeaders.Add("traceparent", $"00-{traceId}-{ActivitySpanId.CreateRandom()}-01");
            await till.PostAsync(
                Payments, new { pointOfSaleId = shop, means = new { card }, amountCents = 1 }, key: NewKey());
            return traceId;
        }

        var opening = await PayTracedAsync();
        Assert.Contains(opening, seen);
        seen.Clear();
        Assert.Contains(await PayTracedAsync(), seen);
        Assert.DoesNotContain(opening, seen);
    }

    async Task<(Guid Shop, HttpClient Till, string Card)> WithAsync(string period)
    {
        var household = await fund.AdmitAsync();
        var (shop, till) = await fund.AccreditAsync();
        var (_, card) = await fund.CardAsync(household);
        await fund.AllocateAsync(period, (household, [40]));
        return (shop, till, card);
    }
}
