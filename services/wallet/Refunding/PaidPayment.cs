using System.Text.Json;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Refunding;

/// <summary>
/// A payment as a refund finds it; properties instead of a constructor, because Dapper finds none for arrays.
/// </summary>
sealed record PaidPayment
{
    public Guid PaymentId { get; init; }

    public Guid HouseholdId { get; init; }

    public Guid PointOfSaleId { get; init; }

    public string State { get; init; } = "";

    public long MonaCents { get; init; }

    public long EurosCents { get; init; }

    public long RefundedCents { get; init; }

    /// <summary>What the guarantee paid of it and has not got back.</summary>
    public long GuaranteedCents { get; init; }

    public string? Lines { get; init; }

    public int[] ReturnedLines { get; init; } = [];

    internal Refundable Refundable => new(
        MonaCents, EurosCents, RefundedCents,
        Lines is null
            ? null
            : JsonSerializer.Deserialize<IReadOnlyList<PaidLine>>(Lines, CaisseJson.Events),
        ReturnedLines);

    /// <summary>On the locked ledger; null when there is no such payment.</summary>
    internal static Task<PaidPayment?> FindAsync(Work work, Guid paymentId) =>
        work.FindAsync<PaidPayment>(Find, new { work.Caisse, paymentId });

    const string Find =
        """
        select payment.payment_id, household_id, point_of_sale_id, state, payment.mona_cents, euros_cents,
               refunded_cents, lines::text, returned_lines,
               coalesce(guaranteed_cents, 0) - guarantee_refunded_cents as guaranteed_cents
        from payment
        left join offline_payment
          on offline_payment.caisse_id = payment.caisse_id
            and offline_payment.payment_id = payment.payment_id and guaranteed_cents > 0
        where payment.caisse_id = @Caisse and payment.payment_id = @paymentId
        """;
}
