using System.Text.Json;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.ShowingCodes;

/// <summary>A payment request as tills and members see it.</summary>
/// <param name="Id">The request.</param>
/// <param name="Code">What the till shows.</param>
/// <param name="PointOfSaleId">Who asks.</param>
/// <param name="State">waiting, paid, expired or cancelled.</param>
/// <param name="AmountCents">The price.</param>
/// <param name="MonaCents">Of it, what can be paid in MonA at the rates in force, by a wallet that holds
/// enough; once paid, what was.</param>
/// <param name="EurosCents">The rest, asked for in euros.</param>
/// <param name="Lines">The basket line by line, in the same way; null for a plain amount.</param>
/// <param name="ExpiresAt">Until when it can be paid.</param>
/// <param name="PaymentId">The payment, once paid.</param>
/// <param name="EndedAt">When it was paid or cancelled.</param>
sealed record PaymentRequestAnswer(
    Guid Id, string Code, Guid PointOfSaleId, string State, long AmountCents, long MonaCents, long EurosCents,
    IReadOnlyList<PaidLine>? Lines, DateTimeOffset ExpiresAt, Guid? PaymentId, DateTimeOffset? EndedAt);

/// <summary>A payment request as it is kept, with what was paid once it was.</summary>
sealed record PaymentRequestRow
{
    public Guid Id { get; init; }

    public Guid PointOfSaleId { get; init; }

    public long? AmountCents { get; init; }

    public string? Basket { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public string State { get; init; } = "";

    public DateTimeOffset? EndedAt { get; init; }

    public Guid? PaymentId { get; init; }

    public long? PaidMonaCents { get; init; }

    public long? PaidEurosCents { get; init; }

    public string? PaidLines { get; init; }

    internal PaymentRequest Request => new(State, ExpiresAt, EndedAt);

    internal PaymentRequestAnswer Answer(IReadOnlyDictionary<string, int> rates, DateTimeOffset now)
    {
        var basket = Read<BasketLine>(Basket);
        var lines = Read<PaidLine>(PaidLines)
            ?? (basket is null ? null : BasketSplit.Of(basket, rates, long.MaxValue));
        var totalCents = Purchase.TotalCents(AmountCents, basket);
        var monaCents = PaidMonaCents ?? lines?.Sum(line => line.MonaCents) ?? totalCents;
        return new PaymentRequestAnswer(
            Id, $"{PaymentRequest.Prefix}{Id}", PointOfSaleId, PaymentRequest.StateOn(State, ExpiresAt, now),
            totalCents, monaCents, PaidEurosCents ?? totalCents - monaCents, lines, ExpiresAt, PaymentId,
            EndedAt);
    }

    static IReadOnlyList<T>? Read<T>(string? json) =>
        json is null ? null : JsonSerializer.Deserialize<IReadOnlyList<T>>(json, CaisseJson.Events);
}
