using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Caisse.Contracts.Membership;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.Support;
using Caisse.TillSimulator;
using Dapper;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests;

/// <summary>Tills that take cards without network, and send what they took in whatever way.</summary>
public sealed class OfflineTests(Fund fund) : IClassFixture<Fund>
{
    const string Address = $"{Root}/offline-payments";
    const long FloorCents = 4000;

    static readonly DateTimeOffset MarketDay = new(2026, 11, 14, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_was_taken_is_applied_once_in_any_order_however_often_it_is_sent()
    {
        await OfferAsync();
        using var stall = await StallAsync();
        var household = await fund.AdmitAsync();
        var card = await fund.CardAsync(household);
        await fund.AllocateAsync("2026-02", (household, [40]));
        foreach (var cents in (long[])[1000, 700, 300])
        {
            Assert.NotNull(stall.Till.Take(card.Token, cents));
        }
        var taken = stall.Till.Waiting;

        var late = await SendAsync(stall, [taken[2]]);
        Assert.Equal(
            [1L, 2L],
            late.GetProperty("missingCounters").EnumerateArray().Select(one => one.GetInt64()));
        await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => SendAsync(stall, [taken[1], taken[0], taken[1]])));
        var again = await SendAsync(stall, taken);
        Assert.All(again.GetProperty("payments").EnumerateArray(), one =>
            Assert.Equal(
                ("applied", true),
                (one.GetProperty("state").GetString(), one.GetProperty("repeated").GetBoolean())));
        Assert.Empty(again.GetProperty("missingCounters").EnumerateArray());
        Assert.Equal(8000, await fund.BalanceAsync(household));
        var told = await fund.Service.PublishedAsync<PaymentsCaptured>();
        Assert.Equal(
            2000,
            told.SelectMany(one => one.Payments).Where(one => one.HouseholdId == household)
                .Sum(one => one.MonaCents));
        await fund.ShouldBalanceAsync();
    }

    /// <summary>All who pay in the caisse wait for a transaction: it must not be the whole day's.</summary>
    [Fact]
    public async Task A_long_queue_is_taken_in_slices_and_answered_as_one()
    {
        await OfferAsync();
        using var stall = await StallAsync();
        var household = await fund.AdmitAsync();
        var card = await fund.CardAsync(household);
        await fund.AllocateAsync("2026-10", (household, [40]));
        for (var count = 1; count <= 44; count++)
        {
            Assert.NotNull(stall.Till.Take(card.Token, count));
        }
        var queue = stall.Till.Waiting;
        using var copy = stall.Copy();
        // The first count once more at the end, with other content: it is known from an earlier slice.
        var answer = await SendAsync(stall, [.. queue, copy.Take(card.Token, 900)!, queue[0]]);
        Assert.Equal(
            [
                .. Enumerable.Range(1, 44).Select(count => (count, "applied", false)),
                (1, "refused", false), (1, "applied", true),
            ],
            answer.GetProperty("payments").EnumerateArray().Select(one => (
                one.GetProperty("counter").GetInt32(), one.GetProperty("state").GetString()!,
                one.GetProperty("repeated").GetBoolean())));
        Assert.Equal(10000 - (44 * 45 / 2), await fund.BalanceAsync(household));
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        Assert.Equal(
            [20, 20, 4],
            await connection.QueryAsync<int>(
                """
                select count(*)::int from offline_payment where till_id = @TillId
                group by xmin::text order by min(counter)
                """, new { stall.Place.TillId }));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_count_used_twice_and_a_strangers_signature_are_told_and_change_nothing()
    {
        await OfferAsync();
        using var stall = await StallAsync();
        var household = await fund.AdmitAsync();
        var card = await fund.CardAsync(household);
        await fund.AllocateAsync("2026-03", (household, [40]));
        var honest = stall.Till.Take(card.Token, 500)!;
        using var copy = stall.Copy();
        var twice = copy.Take(card.Token, 900)!;
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var thief = new OfflineTill(
            stranger, stall.Place, Path.Combine(stall.Directory, "thief"), stall.Clock);

        await ReasonAsync(stall, thief.Take(card.Token, 3000)!, "signature-wrong");
        await SendAsync(stall, [honest]);
        await ReasonAsync(stall, twice, "counter-used-twice");
        await ReasonAsync(stall, honest with { AmountCents = 1 }, "signature-wrong");
        Assert.Equal(9500, await fund.BalanceAsync(household));
        var suspected = await fund.Service.PublishedAsync<TillSuspected>();
        Assert.Equal(
            ["signature-wrong", "counter-used-twice", "signature-wrong"],
            suspected.Where(one => one.TillId == stall.Place.TillId).Select(one => one.Reason));
    }

    [Fact]
    public async Task A_shortfall_is_the_guarantees_and_comes_back_from_the_next_allocations()
    {
        await OfferAsync();
        using var stall = await StallAsync();
        using var other = await StallAsync();
        var household = await fund.AdmitAsync();
        var card = await fund.CardAsync(household);
        await fund.AllocateAsync("2026-04", (household, [40]));
        await stall.Client.PostAsync(
            $"{Root}/payments",
            new
            {
                pointOfSaleId = stall.Place.PointOfSaleId, means = new { card = card.Token }, amountCents = 9000,
            },
            key: NewKey());
        Assert.NotNull(stall.Till.Take(card.Token, 4000));
        Assert.Null(stall.Till.Take(card.Token, 1));
        Assert.NotNull(other.Till.Take(card.Token, 4000));

        var first = Single(await SendAsync(stall, stall.Till.Waiting));
        Assert.Equal((1000, 3000, 0), Split(first));
        var second = Single(await SendAsync(other, other.Till.Waiting));
        Assert.Equal((0, 2000, 2000), Split(second));
        Assert.Equal("20.00 paid, 20.00 not covered", second.GetProperty("detail").GetString());
        Assert.Equal((0, 5000), await WalletAsync(household));
        await fund.ShouldBalanceAsync();

        await fund.AllocateAsync("2026-05", (household, [40]));
        Assert.Equal((7500, 2500), await WalletAsync(household));
        await fund.AllocateAsync("2026-06", (household, [40]));
        Assert.Equal((15000, 0), await WalletAsync(household));
        await fund.AllocateAsync("2026-07", (household, [40]));
        Assert.Equal((25000, 0), await WalletAsync(household));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_card_taken_after_its_household_merged_is_paid_by_the_other_within_one_guarantee()
    {
        await OfferAsync();
        using var stall = await StallAsync();
        using var other = await StallAsync();
        var (left, home) = (await fund.AdmitAsync(), await fund.AdmitAsync());
        var card = await fund.CardAsync(left);
        await fund.AllocateAsync("2026-09", (home, [40]));
        await fund.Service.HearAsync(new HouseholdsMerged(Fund.Caisse, left, home, 2, MarketDay));
        Assert.NotNull(stall.Till.Take(card.Token, 4000));
        Assert.NotNull(other.Till.Take(card.Token, 4000));
        using var third = await StallAsync();
        Assert.NotNull(third.Till.Take(card.Token, 4000));
        using var fourth = await StallAsync();
        Assert.NotNull(fourth.Till.Take(card.Token, 4000));

        Assert.Equal((4000, 0, 0), Split(Single(await SendAsync(stall, stall.Till.Waiting))));
        Assert.Equal((4000, 0, 0), Split(Single(await SendAsync(other, other.Till.Waiting))));
        Assert.Equal((2000, 2000, 0), Split(Single(await SendAsync(third, third.Till.Waiting))));
        Assert.Equal((0, 3000, 1000), Split(Single(await SendAsync(fourth, fourth.Till.Waiting))));
        Assert.Equal((0, 5000), await WalletAsync(home));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_suspended_wallet_still_pays_what_a_till_that_was_not_told_of_it_took()
    {
        await OfferAsync();
        using var stall = await StallAsync();
        var household = await fund.AdmitAsync();
        var card = await fund.CardAsync(household);
        await fund.AllocateAsync("2026-11", (household, [40]));
        stall.Clock.Now = MarketDay.AddHours(-2);
        Assert.NotNull(stall.Till.Take(card.Token, 1000));
        await fund.Coordinator.PostAsync(
            $"{Root}/wallets/{household}/suspension", new { reason = "adresse inconnue" }, HttpStatusCode.OK,
            at: MarketDay.AddHours(-1));
        stall.Clock.Now = MarketDay.AddHours(1);
        Assert.NotNull(stall.Till.Take(card.Token, 2000));

        var answer = await SendAsync(stall, stall.Till.Waiting);
        Assert.Equal(["10.00 paid", "20.00 paid"], Details(answer));
        Assert.Equal((7000, 0), await WalletAsync(household));
        var refused = await stall.Client.PostAsync(
            $"{Root}/payments",
            new
            {
                pointOfSaleId = stall.Place.PointOfSaleId, means = new { card = card.Token }, amountCents = 1,
            },
            HttpStatusCode.Conflict, NewKey(), MarketDay.AddHours(2));
        Assert.Equal("wallet-suspended", refused.ProblemType());
    }

    /// <summary>In Paris the market's day begins at 23:00 of the day before, UTC.</summary>
    [Fact]
    public async Task A_till_takes_no_more_of_a_household_in_a_day_than_the_floor_by_whichever_card()
    {
        await OfferAsync();
        using var stall = await StallAsync(10 * FloorCents);
        var household = await fund.AdmitAsync();
        var (card, second) = (await fund.CardAsync(household), await fund.CardAsync(household));
        await fund.AllocateAsync("2026-08", (household, [40, 40, 40]));
        foreach (var (token, cents, hours) in ((string, long, double)[])
            [
                (card.Token, 4000, -10.5), (card.Token, 3000, -9.5), (card.Token, 4000, 0),
                (second.Token, 1001, 0), (second.Token, 1000, 0), (card.Token, 1, 0),
            ])
        {
            stall.Clock.Now = MarketDay.AddHours(hours);
            Assert.NotNull(stall.Till.Take(token, cents));
        }

        var answer = await SendAsync(stall, stall.Till.Waiting);
        Assert.Equal(
            ["40.00 paid", "30.00 paid", Above("30.00"), Above("30.00"), "10.00 paid", Above("40.00")],
            Details(answer));
        Assert.Equal(Details(answer), Details(await SendAsync(stall, stall.Till.Waiting)));
        Assert.Equal(20000 - 8000, await fund.BalanceAsync(household));
        await fund.ShouldBalanceAsync();

        static string Above(string taken) =>
            "above the 40.00 a day that a till may take of a household without network: "
            + $"{taken} taken before";
    }

    [Fact]
    public async Task Another_tills_name_and_malformed_payments_are_refused_by_name()
    {
        await OfferAsync();
        using var stall = await StallAsync();
        using var other = await StallAsync();
        var good = stall.Till.Take("card", 500)!;
        await stall.Client.PostAsync(
            Address, new { tillId = other.Place.TillId, payments = (object[])[good] },
            HttpStatusCode.NotFound);
        foreach (var (payment, named) in ((object Payment, string Named)[])
            [
                (good with { Counter = 0 }, "payments.counter"),
                (good with { AmountCents = -5 }, "payments.amountCents"),
                (good with { CardSha256 = "x" }, "payments.cardSha256"),
                (good with { TakenAt = "yesterday" }, "payments.takenAt"),
                (good with { Signature = new string('a', 101) }, "payments.signature"),
            ])
        {
            var refused = await stall.Client.PostAsync(
                Address, new { tillId = stall.Place.TillId, payments = (object[])[payment] },
                HttpStatusCode.BadRequest);
            Assert.True(refused.GetProperty("errors").TryGetProperty(named, out _), refused.ToString());
        }
        await ReasonAsync(stall, good, "card-unknown");
    }

    Task OfferAsync() => fund.DecideAsync(
        SetPaymentRules.Kind,
        new SetPaymentRules(OfflineFloorCents: FloorCents, OfflineGuaranteeCents: 5000, RecoveryPercent: 25),
        new DateOnly(2026, 1, 1));

    async Task<(long Balance, long Owed)> WalletAsync(Guid household)
    {
        var wallet = await fund.Treasurer.ReadAsync($"{Root}/wallets/{household}");
        return (wallet.GetProperty("balanceCents").GetInt64(), wallet.GetProperty("owedCents").GetInt64());
    }

    static (long Mona, long Guaranteed, long Unpaid) Split(JsonElement payment) => (
        payment.GetProperty("monaCents").GetInt64(), payment.GetProperty("guaranteedCents").GetInt64(),
        payment.GetProperty("unpaidCents").GetInt64());

    static IEnumerable<string> Details(JsonElement answer) =>
        answer.GetProperty("payments").EnumerateArray().Select(one => one.GetProperty("detail").GetString()!);

    static JsonElement Single(JsonElement answer) => answer.GetProperty("payments").EnumerateArray().Single();

    static async Task ReasonAsync(Stall stall, SignedPayment payment, string reason)
    {
        var answer = Single(await SendAsync(stall, [payment]));
        Assert.Equal(
            ("refused", reason),
            (answer.GetProperty("state").GetString(), answer.GetProperty("reason").GetString()));
    }

    static Task<JsonElement> SendAsync(Stall stall, IReadOnlyList<SignedPayment> payments) =>
        stall.Client.PostAsync(
            Address, new { tillId = stall.Place.TillId, payments }, HttpStatusCode.OK,
            at: MarketDay.AddHours(8));

    /// <summary>A stall whose till was told a floor, the decided one or another.</summary>
    async Task<Stall> StallAsync(long floorCents = FloorCents)
    {
        var (shop, client) = await fund.AccreditAsync();
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var tillId = Guid.CreateVersion7();
        await fund.Service.HearAsync(new TillRegistered(
            Fund.Caisse, tillId, shop, "Marché", $"till-{tillId:N}", new string('0', 64), MarketDay,
            OfflineTill.PublicKeyOf(key)));
        return new Stall(key, new TillPlace(Fund.Caisse, tillId, shop, floorCents, "Europe/Paris"), client);
    }

    sealed class TillClock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = MarketDay;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>A market stall with its till.</summary>
    sealed class Stall : IDisposable
    {
        readonly ECDsa key;

        internal Stall(ECDsa key, TillPlace place, HttpClient client)
        {
            (this.key, Place, Client) = (key, place, client);
            Till = Open("queue");
        }

        internal string Directory { get; } =
            System.IO.Directory.CreateTempSubdirectory("caisse-till-").FullName;

        internal TillPlace Place { get; }

        internal TillClock Clock { get; } = new();

        internal HttpClient Client { get; }

        internal OfflineTill Till { get; }

        /// <summary>The same till as if it had been copied before it took anything.</summary>
        internal OfflineTill Copy() => Open("copy");

        OfflineTill Open(string file) =>
            new(key, Place, Path.Combine(Directory, file), Clock);

        public void Dispose()
        {
            Till.Dispose();
            key.Dispose();
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }
}
