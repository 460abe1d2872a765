using System.ComponentModel.DataAnnotations;
using Caisse.ServiceDefaults;

namespace Caisse.Rules;

/// <summary>Free contribution above a minimum by composition: first person + each further person.</summary>
/// <param name="MinimumFirstPersonCents">Euro cents a month for the first person, at least 0.</param>
/// <param name="MinimumFurtherPersonCents">Euro cents a month for each further person, at least 0.</param>
public sealed record SetContributionScheme(
    [property: Range(0, Check.LargestAmountCents)] long MinimumFirstPersonCents,
    [property: Range(0, Check.LargestAmountCents)] long MinimumFurtherPersonCents)
    : IRule<SetContributionScheme>
{
    /// <inheritdoc />
    public static string Kind => "set_contribution_scheme";

    /// <inheritdoc />
    public static string Owner => "contributions";

    /// <inheritdoc />
    public static Sentence Title { get; } = new("Ce que chaque foyer verse", "What every household pays");

    /// <inheritdoc />
    public static SetContributionScheme Example { get; } = new(1000, 500);

    /// <inheritdoc />
    public IEnumerable<Sentence> InWords()
    {
        var (first, further) =
            (Money.Euros(MinimumFirstPersonCents), Money.Euros(MinimumFurtherPersonCents));
        yield return MinimumFirstPersonCents == 0
            ? new("Ce que vous pouvez, même rien.", "What you can, even nothing.")
            : Sentence.Of(
                $"Ce que vous pouvez, à partir de {first} par mois.", $"What you can, from {first} a month.");
        if (MinimumFurtherPersonCents > 0)
        {
            yield return Sentence.Of(
                $"Au moins {further} de plus pour chaque autre personne du foyer.",
                $"At least {further} more for each further person of the household.");
        }
    }
}
