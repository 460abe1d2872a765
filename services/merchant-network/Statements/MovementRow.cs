using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Statements;

/// <summary>Which statement is asked for: days in the caisse's time zone, both included.</summary>
sealed record StatementPeriod(Guid PointOfSaleId, string Name, DateOnly From, DateOnly To)
{
    internal object Filter(KnownCaisse caisse, int? limit) => new
    {
        Caisse = caisse.CaisseId,
        PointOfSaleId,
        Start = caisse.StartOf(From),
        End = caisse.StartOf(To.AddDays(1)),
        limit,
    };
}

/// <summary>A movement as the database keeps it.</summary>
sealed class MovementRow
{
    internal const string Payment = "payment";

    public Guid MovementId { get; init; }

    public required string Kind { get; init; }

    public Guid PaymentId { get; init; }

    public long MonaCents { get; init; }

    public long EurosCents { get; init; }

    public DateTime OccurredAt { get; init; }

    internal long GrossCents => Kind == Payment ? MonaCents : 0;

    internal long RefundCents => Kind == Payment ? 0 : MonaCents;

    internal DateOnly DayIn(KnownCaisse caisse) =>
        caisse.DayOf(new DateTimeOffset(OccurredAt, TimeSpan.Zero));

    /// <summary>The movements of some days in the order in which they happened.</summary>
    internal const string Read =
        """
        select movement_id, kind, payment_id, mona_cents, euros_cents, occurred_at
        from movement
        where caisse_id = @Caisse and point_of_sale_id = @PointOfSaleId and occurred_at >= @Start
          and occurred_at < @End
        order by occurred_at, movement_id
        limit @limit
        """;
}
