using Caisse.Contracts.MerchantNetwork;
using Caisse.Support;
using Caisse.Wallet.Capturing;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>The running service, with a wallet and a point of sale that are new to it.</summary>
sealed class ServiceLedger : LedgerUnderTrial
{
    /// <summary>So long ago that what was held then for the usual week is too old.</summary>
    static readonly DateTimeOffset At = new(2026, 8, 14, 8, 0, 0, TimeSpan.Zero);

    readonly Fund fund;
    readonly Guid household;
    readonly HttpClient till;

    ServiceLedger(Fund fund, Guid household, Guid shop, HttpClient till, string card) =>
        (this.fund, this.household, Shop, this.till, Card) = (fund, household, shop, till, card);

    internal override Guid Shop { get; }

    internal override string Card { get; }

    /// <summary>Opens a wallet with what one adult receives for a period.</summary>
    internal static async Task<ServiceLedger> OpenAsync(Fund fund, string period)
    {
        var household = await fund.AdmitAsync();
        var (shop, till) = await fund.AccreditAsync();
        var (_, card) = await fund.CardAsync(household);
        await fund.AllocateAsync(period, (household, [40]));
        return new ServiceLedger(fund, household, shop, till, card);
    }

    internal override void Expire(Guid paymentId) => ExpireAsync(paymentId).GetAwaiter().GetResult();

    internal override WalletAndShop Read() => ReadAsync().GetAwaiter().GetResult();

    protected override (string Answer, Guid Id) DecideCore(Ask ask) => AskAsync(ask).GetAwaiter().GetResult();

    async Task<(string Answer, Guid Id)> AskAsync(Ask ask)
    {
        if (ask is SettleAsk settle)
        {
            await fund.Service.HearAsync(new SettlementRequested(
                Fund.Caisse, settle.SettlementId, new DateOnly(2026, 12, 31), At));
            return ("", default);
        }
        using var response = await till.SendJsonAsync(
            HttpMethod.Post, Fund.Root + ask.Path, ask.Body, Fund.NewKey(), At);
        var body = await response.Content.ReadAsStringAsync();
        return (Answered.Of((int)response.StatusCode, body), Answered.IdOf(body));
    }

    /// <summary>The database's clock cannot be told, so the hold is made older by it.</summary>
    async Task ExpireAsync(Guid paymentId)
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update payment set recorded_at = recorded_at - interval '8 days' where payment_id = @paymentId",
            new { paymentId });
        // The service's own round may come first: what counts is that it is released once.
        var worker = fund.Service.Services.GetServices<IHostedService>().OfType<ReleaseExpiredHolds>().Single();
        await worker.ReleaseSliceAsync(Fund.Caisse, CancellationToken.None);
        Assert.Equal("expired", await connection.ExecuteScalarAsync<string>(
            "select state from payment where payment_id = @paymentId", new { paymentId }));
    }

    async Task<WalletAndShop> ReadAsync()
    {
        await fund.ShouldBalanceAsync();
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        return await connection.QuerySingleAsync<WalletAndShop>(
            """
            select wallet.balance_cents, wallet.held_cents, shop.balance_cents as shop_cents,
                   coalesce((select owed_cents from point_of_sale_debt where point_of_sale_id = @Shop), 0)
                       as owed_cents
            from account as wallet, account as shop
            where wallet.account_id = @household and shop.account_id = @Shop
            """, new { household, Shop });
    }
}
