using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Paying;

/// <summary>
/// What a point of sale took, the newest first, for its tills and its people. Each payment has a short number
/// of its point of sale and its day, which people say and print; what was taken without network gets its
/// number when it comes. Who paid is not said.
/// </summary>
static class ListPayments
{
    const int LongestDays = 62;

    static readonly DateOnly Earliest = new(2000, 1, 1);
    static readonly DateOnly Latest = new(2199, 12, 31);

    /// <param name="Id">The payment.</param>
    /// <param name="Number">Of its point of sale and its day, from 1.</param>
    /// <param name="Day">In the caisse's time zone.</param>
    /// <param name="PaidAt">When.</param>
    /// <param name="State">authorised, captured, voided, expired or refunded.</param>
    /// <param name="MonaCents">Paid in MonA.</param>
    /// <param name="EurosCents">Asked for in euros beside it.</param>
    /// <param name="RefundedCents">MonA given back of it so far.</param>
    /// <param name="Means">card, qr, voucher, household, offline or receipt.</param>
    /// <param name="Actor">The device or the person that acted.</param>
    internal sealed record ListedPayment(
        Guid Id, long Number, DateOnly Day, DateTime PaidAt, string State, long MonaCents, long EurosCents,
        long RefundedCents, string Means, string Actor);

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapGet("/payments", HandleAsync)
        .Describe(
            nameof(ListPayments), "What a point of sale took over 1 to 62 days, the newest first.")
        .Allow(Grants.Till, Grants.Merchant, Grants.Treasurer);

    static async Task<Answer<Page<ListedPayment>>> HandleAsync(
        Guid pointOfSaleId, DateOnly from, DateOnly to, [AsParameters] PageRequest page, Caller caller,
        KnownCaisse caisse, Database database, CancellationToken cancel)
    {
        var check = new Check()
            .Id(pointOfSaleId, "pointOfSaleId")
            .That(from >= Earliest && to <= Latest, "from", $"must be from {Earliest:O} to {Latest:O}.")
            .That(from <= to, "to", "must not be before from.")
            .That(to.DayNumber - from.DayNumber < LongestDays, "to", $"must be within {LongestDays} days.");
        if ((check.Problem ?? page.Problem) is { } problem)
        {
            return problem;
        }
        if (caller.PointOfSaleId != pointOfSaleId && !caller.Has(Grants.Treasurer))
        {
            return new Refusal(
                StatusCodes.Status403Forbidden, "not-your-point-of-sale",
                "Tills and people of a point of sale see what it took itself.")
            {
                DetailInFrench = "C'est un autre point de vente.",
            };
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var payments = await work.ListAsync<ListedPayment>(Read, new
        {
            work.Caisse,
            pointOfSaleId,
            Start = caisse.StartOf(from),
            End = caisse.StartOf(to.AddDays(1)),
            caisse.TimeZone,
            page.AfterId,
            page.Fetch,
        });
        return page.Of(payments, payment => payment.Id);
    }

    /// <summary>Ids are made one after the other, so what comes later gets a higher number.</summary>
    const string Read =
        """
        with taken as (
            select *, (paid_at at time zone @TimeZone)::date as day from payment
            where caisse_id = @Caisse and point_of_sale_id = @pointOfSaleId
              and paid_at >= @Start and paid_at < @End),
        numbered as (
            select *, row_number() over (partition by day order by payment_id) as number from taken)
        select payment_id as id, number, day, paid_at,
            case when refunded_cents = mona_cents then 'refunded' else state end as state, mona_cents,
            euros_cents, refunded_cents, means, actor
        from numbered where @AfterId::uuid is null or payment_id < @AfterId
        order by payment_id desc limit @Fetch
        """;
}
