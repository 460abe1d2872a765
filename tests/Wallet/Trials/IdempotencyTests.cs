using System.Net;
using Caisse.Support;
using Caisse.Wallet.Posting;
using Dapper;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>Whatever is sent again with its key is done once and answered alike.</summary>
public sealed class IdempotencyTests(Fund fund) : IClassFixture<Fund>
{
    const int Times = 50;
    const string Payments = $"{Fund.Root}/payments";

    [Fact]
    public async Task One_key_sent_50_times_at_once_to_two_instances_pays_once()
    {
        var (household, shop, till, card) = await WithAsync("2026-03");
        await using var other = await fund.Service.StartAnotherAsync();
        using var there = other.ClientWith(Token(shop));
        var key = NewKey();

        var bodies = await SameAnswersAsync(Enumerable.Range(0, Times).Select(time =>
            (time % 2 == 0 ? till : there).SendJsonAsync(HttpMethod.Post, Payments, Pay(shop, card, 700), key)));

        Assert.Single(bodies);
        Assert.Equal(9300, await fund.BalanceAsync(household));
    }

    [Theory]
    [InlineData("capture", "2026-04", 9000)]
    [InlineData("void", "2026-05", 10000)]
    public async Task One_key_sent_50_times_at_once_to_two_instances_ends_an_authorisation_once(
        string end, string period, long balanceCents)
    {
        var (household, shop, till, card) = await WithAsync(period);
        await using var other = await fund.Service.StartAnotherAsync();
        using var there = other.ClientWith(Token(shop));
        var held = await till.PostAsync(Payments, Pay(shop, card, 1000, capture: false), key: NewKey());
        var key = NewKey();

        var bodies = await SameAnswersAsync(Enumerable.Range(0, Times).Select(time =>
            (time % 2 == 0 ? till : there).SendJsonAsync(
                HttpMethod.Post, $"{Payments}/{held.Id()}/{end}", new { }, key)));

        Assert.Single(bodies);
        Assert.Equal(balanceCents, await fund.BalanceAsync(household));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task One_key_sent_50_times_at_once_to_two_instances_refunds_once()
    {
        var (household, shop, till, card) = await WithAsync("2026-06");
        await using var other = await fund.Service.StartAnotherAsync();
        using var there = other.ClientWith(Token(shop));
        var paid = await till.PostAsync(Payments, Pay(shop, card, 5000), key: NewKey());
        var key = NewKey();

        var bodies = await SameAnswersAsync(Enumerable.Range(0, Times).Select(time =>
            (time % 2 == 0 ? till : there).SendJsonAsync(
                HttpMethod.Post, $"{Payments}/{paid.Id()}/refunds", new { amountCents = 100 }, key)));

        Assert.Single(bodies);
        Assert.Equal(5100, await fund.BalanceAsync(household));
    }

    [Fact]
    public async Task A_refusal_stays_a_refusal_under_its_key_though_the_wallet_has_been_filled_since()
    {
        var (household, shop, till, card) = await WithAsync("2026-07");
        var key = NewKey();
        var refused = await till.PostAsync(
            Payments, Pay(shop, card, 10001), HttpStatusCode.Conflict, key);
        await fund.AllocateAsync("2026-08", (household, [40]));
        var again = await till.PostAsync(Payments, Pay(shop, card, 10001), HttpStatusCode.Conflict, key);
        Assert.Equal(refused.ToString(), again.ToString());
        await till.PostAsync(Payments, Pay(shop, card, 10001), key: NewKey());
    }

    [Fact]
    public async Task A_key_is_refused_for_another_body_another_address_and_kept_apart_for_another_caller()
    {
        var (household, shop, till, card) = await WithAsync("2026-09");
        using var neighbour = fund.Service.ClientWith(TestIdentity.Token(
            [$"{Fund.Caisse}:till"], subject: $"second till of {shop}", pointOfSaleId: shop));
        var key = NewKey();
        var held = await till.PostAsync(Payments, Pay(shop, card, 1000, capture: false), key: key);

        foreach (var (address, body) in new (string, object)[]
        {
            (Payments, Pay(shop, card, 1001, capture: false)),
            (Payments, Pay(shop, card, 1000)),
            ($"{Payments}/{held.Id()}/capture", new { }),
            ($"{Payments}/{held.Id()}/void", new { }),
            ($"{Payments}/{held.Id()}/refunds", new { }),
        })
        {
            var refused = await till.PostAsync(address, body, HttpStatusCode.UnprocessableEntity, key);
            Assert.Equal("idempotency-key-reused", refused.ProblemType());
        }
        Assert.Equal(10000, await fund.BalanceAsync(household));
        var theirs = await neighbour.PostAsync(Payments, Pay(shop, card, 1000), key: key);
        Assert.NotEqual(held.Id(), theirs.Id());
    }

    [Fact]
    public async Task A_key_sent_again_while_its_first_request_runs_or_was_given_up_gets_the_same_answer()
    {
        var (household, shop, till, card) = await WithAsync("2026-10");
        using var givingUp = new CancellationTokenSource();
        var (key, abandoned) = (NewKey(), NewKey());
        await using var elsewhere = await fund.Service.Database.OpenConnectionAsync();
        var holding = await elsewhere.BeginTransactionAsync();
        await elsewhere.ExecuteAsync(Ledger.TakeLock, new { Fund.Caisse });
        var lost = till.SendJsonAsync(
            HttpMethod.Post, Payments, Pay(shop, card, 1), abandoned, cancel: givingUp.Token);
        await fund.SomeoneWaitsAsync();
        var first = till.SendJsonAsync(HttpMethod.Post, Payments, Pay(shop, card, 20), key);
        var second = till.SendJsonAsync(HttpMethod.Post, Payments, Pay(shop, card, 20), key);
        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lost);
        await holding.RollbackAsync();

        Assert.Single(await SameAnswersAsync([first, second]));
        await till.PostAsync(Payments, Pay(shop, card, 1), key: abandoned);
        Assert.Equal(10000 - 21, await fund.BalanceAsync(household));
    }

    [Fact]
    public async Task A_key_used_at_once_for_a_payment_and_for_a_capture_serves_one_of_them()
    {
        var (household, shop, till, card) = await WithAsync("2026-11");
        for (var time = 0; time < 5; time++)
        {
            var held = await till.PostAsync(Payments, Pay(shop, card, 100, capture: false), key: NewKey());
            var key = NewKey();
            var answers = await Task.WhenAll(
                UntilKnownAsync(till, Payments, Pay(shop, card, 10), key),
                UntilKnownAsync(till, $"{Payments}/{held.Id()}/capture", new { }, key));
            Assert.Contains(HttpStatusCode.UnprocessableEntity, answers);
            Assert.Contains(answers, status => status is HttpStatusCode.OK or HttpStatusCode.Created);
        }
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task What_was_under_way_when_an_instance_stopped_is_settled_by_another()
    {
        var (household, shop, till, card) = await WithAsync("2026-12");
        var stopping = await fund.Service.StartAnotherAsync();
        using var there = stopping.ClientWith(Token(shop));
        var keys = Enumerable.Range(0, 200).Select(_ => NewKey()).ToList();
        var sent = keys.Select(async key =>
        {
            try
            {
                using var answer = await there.SendJsonAsync(
                    HttpMethod.Post, Payments, Pay(shop, card, 1), key);
                return answer.StatusCode;
            }
            catch (HttpRequestException)
            {
                return HttpStatusCode.ServiceUnavailable;
            }
        }).ToList();
        await Task.WhenAny(sent);
        await stopping.DisposeAsync();
        var heard = await Task.WhenAll(sent);

        Assert.All(heard, status => Assert.True(
            status is HttpStatusCode.Created or HttpStatusCode.ServiceUnavailable, $"{status}"));
        foreach (var key in keys)
        {
            await till.PostAsync(Payments, Pay(shop, card, 1), key: key);
        }
        Assert.Equal(10000 - keys.Count, await fund.BalanceAsync(household));
    }

    static async Task<HttpStatusCode> UntilKnownAsync(HttpClient till, string address, object body, string key)
    {
        var answer = await Eventually.GetAsync($"{address} is answered", async () =>
        {
            using var response = await till.SendJsonAsync(HttpMethod.Post, address, body, key);
            return response.StatusCode == HttpStatusCode.ServiceUnavailable
                ? null
                : (object)response.StatusCode;
        });
        return (HttpStatusCode)answer;
    }

    /// <summary>The different answers, all of them a success.</summary>
    static async Task<IReadOnlyList<string>> SameAnswersAsync(IEnumerable<Task<HttpResponseMessage>> sent)
    {
        var answers = await Task.WhenAll(sent);
        Assert.All(answers, answer => Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}"));
        var bodies = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()));
        return [.. bodies.Distinct()];
    }

    static object Pay(Guid shop, string card, long cents, bool capture = true) =>
        new { pointOfSaleId = shop, means = new { card }, amountCents = cents, capture };

    /// <summary>The token of the same till at another instance.</summary>
    static string Token(Guid shop) => TestIdentity.Token(
        [$"{Fund.Caisse}:till"], subject: $"till of {shop}", pointOfSaleId: shop);

    async Task<(Guid Household, Guid Shop, HttpClient Till, string Card)> WithAsync(string period)
    {
        var household = await fund.AdmitAsync();
        var (shop, till) = await fund.AccreditAsync();
        var (_, card) = await fund.CardAsync(household);
        await fund.AllocateAsync(period, (household, [40]));
        return (household, shop, till, card);
    }
}
