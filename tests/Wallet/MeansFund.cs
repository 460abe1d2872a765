using System.Net;
using System.Text.Json;
using Caisse.Contracts.Contributions;
using Caisse.Contracts.Wallet;
using Caisse.Support;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests;

/// <summary>A household with 100.00, someone of it in their own session, and a shop with its till.</summary>
sealed record Shopping(Guid Household, HttpClient Member, Guid Shop, HttpClient Till);

/// <summary>What people do with means of payment.</summary>
static class MeansFund
{
    internal const string Payments = $"{Root}/payments";

    internal static async Task<Shopping> ShoppingAsync(
        this Fund fund, string period, params string[] categories)
    {
        var person = Guid.CreateVersion7();
        var household = await fund.AdmitAsync(person);
        var (shop, till) = await fund.AccreditAsync(categories);
        await fund.AllocateAsync(period, (household, [40]));
        return new Shopping(household, fund.Session("member", person), shop, till);
    }

    /// <summary>Someone signed in as themselves.</summary>
    internal static HttpClient Session(this Fund fund, string grant, Guid person) => fund.Service.ClientWith(
        TestIdentity.Token([$"{Fund.Caisse}:{grant}"], subject: $"{grant} {person}", memberId: person));

    internal static Task<JsonElement> PayAsync(
        this Shopping at, object means, long amountCents, HttpStatusCode expected = HttpStatusCode.Created,
        DateTimeOffset? when = null, string? key = null) =>
        at.Till.PostAsync(
            Payments, new { pointOfSaleId = at.Shop, means, amountCents }, expected, key ?? NewKey(), when);

    /// <summary>Why a payment is refused, in words.</summary>
    internal static async Task<string> RefusedAsync(
        this Shopping at, object means, long amountCents, DateTimeOffset? when = null,
        HttpStatusCode expected = HttpStatusCode.Conflict) =>
        (await at.PayAsync(means, amountCents, expected, when)).Detail();

    internal static string Detail(this JsonElement problem) => problem.GetProperty("detail").GetString()!;

    internal static long Cents(this JsonElement answer, string name) => answer.GetProperty(name).GetInt64();

    internal static string Text(this JsonElement answer, string name) =>
        answer.GetProperty(name).GetString()!;

    internal static async Task<(long BalanceCents, long AvailableCents)> WalletAsync(
        this Fund fund, Guid household)
    {
        var wallet = await fund.Treasurer.ReadAsync($"{Root}/wallets/{household}");
        return (wallet.Cents("balanceCents"), wallet.Cents("availableCents"));
    }

    /// <summary>Contributions sets the euros of a batch aside.</summary>
    internal static async Task ReserveAsync(this Fund fund, Guid batchId)
    {
        var asked = await fund.Service.ShouldPublishAsync<FundsReservationRequested>(
            request => request.RunId == batchId);
        await fund.Service.HearAsync(
            new FundsReserved(
                Fund.Caisse, batchId, asked.AmountCents, asked.OccurredAt, Purpose: asked.Purpose));
    }
}
