using System.ComponentModel.DataAnnotations;
using Caisse.ServiceDefaults;

namespace Caisse.Rules;

/// <summary>
/// Share of a basket line payable in MonA, by category; a category not named is payable in full.
/// </summary>
/// <param name="Rates">The rates, one per category.</param>
public sealed record SetCategoryRates([property: Length(0, 50)] IReadOnlyList<CategoryRate> Rates)
    : IRule<SetCategoryRates>
{
    const int WholePercent = 100;

    /// <inheritdoc />
    public static string Kind => "set_category_rates";

    /// <inheritdoc />
    public static string Owner => "wallet";

    /// <inheritdoc />
    public static Sentence Title { get; } = new("Ce que les MonA paient", "What MonA pay for");

    /// <inheritdoc />
    public static SetCategoryRates Example { get; } =
        new([new("bread", 100), new("groceries", 70), new("wine", 0)]);

    /// <inheritdoc />
    public void CheckInto(Check check, string at)
    {
        ArgumentNullException.ThrowIfNull(check);
        // JSON may put null into a list whatever the type of its items.
        check.That(
            Rates.DistinctBy(rate => rate?.Category).Count() == Rates.Count,
            $"{at}.rates", "must name each category once.");
        foreach (var rate in Rates)
        {
            check.Text(rate?.Category, $"{at}.rates")
                .That(
                    rate?.Percent is >= 0 and <= WholePercent, $"{at}.rates",
                    "must be from 0 to 100 percent.");
        }
    }

    /// <inheritdoc />
    public IEnumerable<Sentence> InWords()
    {
        foreach (var rates in Rates.GroupBy(rate => rate.Percent).OrderByDescending(rates => rates.Key))
        {
            var names = string.Join(", ", rates.Select(rate => rate.Category));
            yield return rates.Key switch
            {
                WholePercent => Sentence.Of($"En entier en MonA : {names}.", $"In full in MonA: {names}."),
                0 => Sentence.Of($"Jamais en MonA : {names}.", $"Never in MonA: {names}."),
                var percent => Sentence.Of(
                    $"{percent} % en MonA et {WholePercent - percent} % en euros : {names}.",
                    $"{percent}% in MonA and {WholePercent - percent}% in euros: {names}."),
            };
        }
        yield return new(
            "Tout le reste se paie en entier en MonA.", "Everything else is paid for in MonA in full.");
    }
}

/// <summary>The share of one category payable in MonA.</summary>
/// <param name="Category">Category of products, as tills name it: lower case.</param>
/// <param name="Percent">Percent, from 0 (never in MonA) to 100.</param>
public sealed record CategoryRate(
    [property: StringLength(Check.LongestText)] string Category, [property: Range(0, 100)] int Percent);
