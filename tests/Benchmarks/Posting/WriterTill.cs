using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.HandlingCards;
using Caisse.Wallet.Paying;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.Benchmarks.Posting;

/// <summary>Payments by card handed to the writer of a wallet in this process, without HTTP.</summary>
sealed class WriterTill
{
    readonly Fund fund;
    readonly KnownCaisse caisse;
    readonly PaymentWriter writer;
    readonly string[] cards;

    WriterTill(Fund fund, KnownCaisse caisse)
    {
        (this.fund, this.caisse) = (fund, caisse);
        writer = fund.Service.Services.GetRequiredService<PaymentWriter>();
        cards = [.. Enumerable.Range(0, fund.Households.Length)
            .Select(household => Convert.ToHexString(Pins.HashToken(Fund.CardOf(household))))];
    }

    internal static async Task<WriterTill> OpenAsync(Fund fund) => new(
        fund,
        (await fund.Service.Services.GetRequiredService<Caisses>()
            .FindAsync(Fund.Slug, CancellationToken.None))!);

    /// <summary>Any household pays some cents at any shop; where it is hot, half of all to the first.</summary>
    internal async Task PayAsync(bool isHot)
    {
        var order = new PayOrder(
            Guid.CreateVersion7(), fund.Shops[Shop(isHot)], null, cards[Random.Shared.Next(cards.Length)], null,
            Random.Shared.Next(1, 50), null, true, "benchmark", null, DateTimeOffset.UtcNow);
        var key = new KeyedRequest(
            "benchmark", order.PaymentId.ToString(), "POST /v1/caisses/montpellier/payments",
            order.PaymentId.ToByteArray(), new("/v1/caisses/montpellier/payments", false, 201));
        var answer = await writer.PayAsync(caisse, order, key);
        if (answer.Value is null)
        {
            throw new InvalidOperationException($"A payment was refused: {answer.Refusal}");
        }
    }

    /// <summary>A shop by its place.</summary>
    internal int Shop(bool isHot) =>
        isHot && Random.Shared.Next(2) == 0 ? 0 : Random.Shared.Next(fund.Shops.Length);
}
