using System.Net;
using System.Text.Json;
using Caisse.Support;
using Caisse.Wallet.IssuingVouchers;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests;

/// <summary>What people do with paper vouchers, on one day.</summary>
static class VoucherFund
{
    internal const string Vouchers = $"{Root}/vouchers";
    internal const string Batches = $"{Root}/voucher-batches";

    internal static readonly DateOnly Today = new(2026, 11, 21);
    internal static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 31, 0, TimeSpan.Zero);

    internal static object Request(Guid? householdId, int count, long valueCents, DateOnly? expiresOn = null) =>
        new { householdId, count, valueCents, expiresOn = expiresOn ?? Today.AddDays(30) };

    internal static Task<JsonElement> IssueAsync(
        HttpClient by, Guid? household, int count, long valueCents,
        HttpStatusCode expected = HttpStatusCode.Created, string? key = null, DateOnly? expiresOn = null) =>
        by.PostAsync(
            Vouchers, Request(household, count, valueCents, expiresOn), expected, key ?? NewKey(), Now);

    internal static string SerialOf(JsonElement issued, int place) =>
        issued.GetProperty("vouchers")[place].Text("serial");

    internal static async Task<IReadOnlyList<string>> StatesAsync(this Fund fund, Guid batchId) =>
        [.. (await fund.Treasurer.ReadAsync($"{Vouchers}?batch={batchId}")).GetProperty("items")
            .EnumerateArray().Select(voucher => voucher.Text("state"))];

    /// <summary>What vouchers of the fund lie on, which is no household's wallet.</summary>
    internal static async Task<(long BalanceCents, long AvailableCents)> AccountOfAsync(
        this Fund fund, Guid batchId)
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        return await connection.QuerySingleAsync<(long, long)>(
            """
            select balance_cents, balance_cents - held_cents from account
            where account_id = @batchId and kind = 'voucher_batch'
            """, new { batchId });
    }

    internal static Task ExpireVouchersAsync(this Fund fund) =>
        fund.Service.Services.GetRequiredService<ExpireVouchers>().DoDueAsync(CancellationToken.None);

    /// <summary>As if the vouchers had been issued long ago, by the clock of the database too.</summary>
    internal static async Task TellTimeHasPassedAsync(this Fund fund, Guid batchId)
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            update voucher
            set issued_at = issued_at - interval '40 days', expires_at = expires_at - interval '40 days',
                recorded_at = recorded_at - interval '40 days'
            where batch_id = @batchId
            """, new { batchId });
    }
}
