using System.ComponentModel.DataAnnotations;

namespace Caisse.Rules;

/// <summary>How points of sale are reimbursed.</summary>
/// <param name="FeeBasisPoints">Reconversion fee in hundredths of a percent of the net, from 0 to 1000;
/// rounded down to the cent.</param>
public sealed record SetSettlementTerms([property: Range(0, 1000)] int FeeBasisPoints)
    : IRule<SetSettlementTerms>
{
    const int BasisPointsOfWhole = 10_000;
    const decimal BasisPointsOfPercent = 100m;

    /// <inheritdoc />
    public static string Kind => "set_settlement_terms";

    /// <inheritdoc />
    public static string Owner => "merchant-network";

    /// <inheritdoc />
    public static Sentence Title { get; } =
        new("Le remboursement des points de vente", "Reimbursing points of sale");

    /// <inheritdoc />
    public static SetSettlementTerms Example { get; } = new(150);

    /// <summary>Until a decision sets terms, there is no fee.</summary>
    public static SetSettlementTerms UntilDecided { get; } = new(0);

    /// <inheritdoc />
    public IEnumerable<Sentence> InWords()
    {
        // Of 100.00 MonA, one basis point is one cent.
        var (percent, paidOut) =
            (FeeBasisPoints / BasisPointsOfPercent, Money.Euros(BasisPointsOfWhole - FeeBasisPoints));
        yield return FeeBasisPoints == 0
            ? new("Sans frais pour les points de vente.", "No fee for points of sale.")
            : Sentence.Of(
                $"{percent:0.##} % de frais. Pour 100 MonA encaissés, {paidOut} sont versés.",
                $"A fee of {percent:0.##}%. For 100 MonA taken in, {paidOut} are paid out.");
        yield return new(
            "Chaque MonA encaissé est remboursé en euros.", "Every MonA taken in is reimbursed in euros.");
    }
}
