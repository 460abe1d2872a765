using System.ComponentModel.DataAnnotations;
using Caisse.ServiceDefaults;

namespace Caisse.Rules;

/// <summary>A point of sale that may not take MonA until a further decision accredits it again.</summary>
/// <param name="PointOfSaleId">The point of sale.</param>
/// <param name="Reason">Why, in words that a till can read out.</param>
public sealed record SuspendPointOfSale(Guid PointOfSaleId, [property: StringLength(500)] string Reason)
    : IEffect<SuspendPointOfSale>
{
    /// <inheritdoc />
    public static string Kind => "suspend_point_of_sale";

    /// <inheritdoc />
    public static string Owner => "merchant-network";

    /// <inheritdoc />
    public static Sentence Title { get; } = new("Un point de vente suspendu", "A point of sale suspended");

    /// <inheritdoc />
    public static SuspendPointOfSale Example { get; } =
        new(Guid.Parse("0197c0de-0000-7000-8000-000000000008"), "Prix non affichés.");

    /// <summary>A new caisse has no points of sale.</summary>
    public static bool MayFound => false;

    /// <inheritdoc />
    public void CheckInto(Check check, string at)
    {
        ArgumentNullException.ThrowIfNull(check);
        check.Id(PointOfSaleId, $"{at}.pointOfSaleId");
    }

    /// <inheritdoc />
    public IEnumerable<Sentence> InWords() =>
    [
        Sentence.Of(
            $"Ce point de vente ne peut plus prendre de MonA jusqu'à une nouvelle décision. Motif : {Reason}",
            $"This point of sale may take no MonA until a further decision. Reason: {Reason}"),
    ];
}
