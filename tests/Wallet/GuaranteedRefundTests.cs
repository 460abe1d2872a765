using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Caisse.Contracts.Membership;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.Support;
using Caisse.TillSimulator;
using Caisse.Wallet.Domain;
using Dapper;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests;

/// <summary>Goods come back that the guarantee had paid for, as the wallet lacked the MonA.</summary>
public sealed class GuaranteedRefundTests(Fund fund) : IClassFixture<Fund>, IAsyncLifetime
{
    const string Payments = $"{Root}/payments";

    static readonly DateTimeOffset MarketDay = new(2026, 11, 14, 9, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Evening = MarketDay.AddHours(8);

    public Task InitializeAsync() => fund.DecideAsync(
        SetPaymentRules.Kind,
        new SetPaymentRules(OfflineFloorCents: 4000, OfflineGuaranteeCents: 5000, RecoveryPercent: 25),
        new DateOnly(2026, 1, 1));

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task What_the_guarantee_paid_goes_back_to_it_and_the_household_owes_and_gets_nothing()
    {
        var (household, card) = await HouseholdAsync();
        var stall = await StallAsync();
        var payment = await TakeAsync(stall, card, 4000);
        Assert.Equal((0, 4000), await WalletAsync(household));

        Assert.Equal((4000, 4000, 0), await RefundAsync(stall, payment, new { }));
        Assert.Equal((0, 0), await WalletAsync(household));
        await ShouldAgreeAsync();

        await SellAsync(stall, "2026-02", 1000);
        Assert.Equal(new SettledPointOfSale(stall.Shop, 5000, 4000, 1000), await SettleAsync(stall));
        await ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_shop_that_was_reimbursed_already_takes_over_what_the_household_owed()
    {
        var (household, card) = await HouseholdAsync();
        var stall = await StallAsync();
        var payment = await TakeAsync(stall, card, 4000);
        Assert.Equal(new SettledPointOfSale(stall.Shop, 4000, 0, 4000), await SettleAsync(stall));

        Assert.Equal((1000, 1000, 1000), await RefundAsync(stall, payment, new { amountCents = 1000 }));
        Assert.Equal((3000, 3000, 3000), await RefundAsync(stall, payment, new { }));
        Assert.Equal((0, 0), await WalletAsync(household));
        await ShouldAgreeAsync();

        await SellAsync(stall, "2026-03", 6000);
        Assert.Equal(new SettledPointOfSale(stall.Shop, 6000, 4000, 2000), await SettleAsync(stall));
        await ShouldAgreeAsync();
    }

    [Fact]
    public async Task Partial_refunds_never_give_the_guarantee_more_than_it_paid_for_that_payment()
    {
        var (household, card) = await HouseholdAsync();
        var (stall, other) = (await StallAsync(), await StallAsync());
        await fund.AllocateAsync("2026-04", (household, [40]));
        await PayAsync(other, card, 9000);
        var payment = await TakeAsync(stall, card, 4000);
        await TakeAsync(other, card, 2000);
        Assert.Equal((0, 5000), await WalletAsync(household));

        Assert.Equal((500, 500, 0), await RefundAsync(stall, payment, new { amountCents = 500 }));
        Assert.Equal((2000, 2000, 0), await RefundAsync(stall, payment, new { amountCents = 2000 }));
        Assert.Equal((0, 2500), await WalletAsync(household));
        Assert.Equal((1500, 500, 0), await RefundAsync(stall, payment, new { }));
        Assert.Equal((1000, 2000), await WalletAsync(household));
        await ShouldAgreeAsync();
    }

    [Fact]
    public async Task What_the_household_has_paid_back_meanwhile_is_its_own_to_spend()
    {
        var (household, card) = await HouseholdAsync();
        var stall = await StallAsync();
        var payment = await TakeAsync(stall, card, 4000);
        await fund.AllocateAsync("2026-05", (household, [40]));
        Assert.Equal((7500, 1500), await WalletAsync(household));
        // The shop was reimbursed: what it took since goes to the wallet first.
        await SettleAsync(stall);
        await SellAsync(stall, "2026-06", 2000);

        Assert.Equal((4000, 1500, 2000), await RefundAsync(stall, payment, new { }));
        Assert.Equal((10000, 0), await WalletAsync(household));
        await ShouldAgreeAsync();
        await SellAsync(stall, "2026-07", 3000);
        Assert.Equal(new SettledPointOfSale(stall.Shop, 5000, 4000, 1000), await SettleAsync(stall));
        await ShouldAgreeAsync();
    }

    [Fact]
    public async Task Who_merged_into_another_household_took_the_debt_along()
    {
        var (household, card) = await HouseholdAsync();
        var (into, _) = await HouseholdAsync();
        var stall = await StallAsync();
        var payment = await TakeAsync(stall, card, 4000);
        await fund.Service.HearAsync(new HouseholdsMerged(Fund.Caisse, household, into, 2, Evening));
        Assert.Equal((0, 4000), await WalletAsync(into));

        Assert.Equal((4000, 4000, 0), await RefundAsync(stall, payment, new { }));
        Assert.Equal((0, 0), await WalletAsync(into));
        await ShouldAgreeAsync();
    }

    /// <summary>A market stall with a till that signs what it takes without network.</summary>
    sealed record Stall(Guid Shop, HttpClient Client, Guid TillId, ECDsa Key);

    async Task<Stall> StallAsync()
    {
        var (shop, client) = await fund.AccreditAsync();
        var stall = new Stall(
            shop, client, Guid.CreateVersion7(), ECDsa.Create(ECCurve.NamedCurves.nistP256));
        await fund.Service.HearAsync(new TillRegistered(
            Fund.Caisse, stall.TillId, shop, "Marché", $"till-{stall.TillId:N}", new string('0', 64),
            MarketDay, OfflineTill.PublicKeyOf(stall.Key)));
        return stall;
    }

    async Task<(Guid Household, string Card)> HouseholdAsync()
    {
        var household = await fund.AdmitAsync();
        return (household, (await fund.CardAsync(household)).Token);
    }

    /// <summary>A payment that was taken without network.</summary>
    async Task<Guid> TakeAsync(Stall stall, string card, long cents)
    {
        var payment = new OfflinePayment(
            1, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(card))), cents,
            "2026-11-14T09:00:00Z", "");
        var signature = stall.Key.SignData(
            payment.SignedText(Fund.Caisse, stall.TillId, stall.Shop), HashAlgorithmName.SHA256);
        var signed = payment with { Signature = Base64Url.EncodeToString(signature) };
        await stall.Client.PostAsync(
            $"{Root}/offline-payments", new { tillId = stall.TillId, payments = (object[])[signed] },
            HttpStatusCode.OK, at: Evening);
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        return await connection.QuerySingleAsync<Guid>(
            "select payment_id from offline_payment where till_id = @TillId", new { stall.TillId });
    }

    static Task<JsonElement> PayAsync(Stall stall, string card, long cents) => stall.Client.PostAsync(
        Payments, new { pointOfSaleId = stall.Shop, means = new { card }, amountCents = cents },
        key: NewKey(), at: Evening);

    /// <summary>Sells to somebody else.</summary>
    async Task SellAsync(Stall stall, string period, long cents)
    {
        var (household, card) = await HouseholdAsync();
        await fund.AllocateAsync(period, (household, [40]));
        await PayAsync(stall, card, cents);
    }

    static async Task<(long Mona, long ToGuarantee, long FromNextSettlement)> RefundAsync(
        Stall stall, Guid payment, object body)
    {
        var refund = await stall.Client.PostAsync(
            $"{Payments}/{payment}/refunds", body, key: NewKey(), at: Evening);
        return (
            refund.Cents("monaCents"), refund.Cents("toGuaranteeCents"),
            refund.Cents("fromNextSettlementCents"));
    }

    async Task<SettledPointOfSale> SettleAsync(Stall stall)
    {
        var settlement = Guid.CreateVersion7();
        await fund.Service.HearAsync(new SettlementRequested(
            Fund.Caisse, settlement, new DateOnly(2026, 11, 30), Evening));
        var settled = await fund.Service.ShouldPublishAsync<PointsOfSaleSettled>(told =>
            told.SettlementId == settlement);
        return settled.Lines.Single(line => line.PointOfSaleId == stall.Shop);
    }

    async Task<(long Balance, long Owed)> WalletAsync(Guid household)
    {
        var wallet = await fund.Treasurer.ReadAsync($"{Root}/wallets/{household}");
        return (wallet.Cents("balanceCents"), wallet.Cents("owedCents"));
    }

    /// <summary>
    /// The ledger is sound, the fund was told of all that its guarantee answers for, and somebody owes it.
    /// </summary>
    async Task ShouldAgreeAsync()
    {
        await fund.ShouldBalanceAsync();
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        Assert.Equal(0, await connection.ExecuteScalarAsync<long>(
            """
            select (select sum(balance_cents) from account where kind = 'guarantee')
                + (select coalesce(sum(owed_cents), 0) from household_debt)
                + (select coalesce(sum(owed_cents), 0) from point_of_sale_debt)
            """));
    }
}
