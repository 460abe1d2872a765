using Caisse.Rules;

namespace Caisse.Wallet.Domain;

/// <summary>A line of a basket as the till sends it.</summary>
/// <param name="Category">Category of the product.</param>
/// <param name="AmountCents">Price in cents.</param>
sealed record BasketLine(string Category, long AmountCents);

/// <summary>A line of a basket as it was paid.</summary>
/// <param name="Category">Category of the product.</param>
/// <param name="AmountCents">Price in cents.</param>
/// <param name="MonaCents">Paid in MonA.</param>
/// <param name="EurosCents">Asked for in euros at the till.</param>
sealed record PaidLine(string Category, long AmountCents, long MonaCents, long EurosCents);

/// <summary>
/// How a basket is paid: each line at its category's rate, as far as the wallet goes, the rest in euros.
/// </summary>
static class BasketSplit
{
    const int WholePercent = 100;

    /// <summary>
    /// The MonA share of each line is price x rate, rounded down to the cent. When the wallet holds less than
    /// their sum, what it holds is attributed to the lines in proportion, by largest remainder.
    /// </summary>
    /// <param name="basket">The lines, at least one.</param>
    /// <param name="rates">Rates in force; a category not named is payable in full.</param>
    /// <param name="availableCents">What the wallet can pay.</param>
    internal static IReadOnlyList<PaidLine> Of(
        IReadOnlyList<BasketLine> basket, IReadOnlyDictionary<string, int> rates, long availableCents)
    {
        var wanted = basket
            .Select(line =>
                line.AmountCents * rates.GetValueOrDefault(line.Category, WholePercent) / WholePercent)
            .ToList();
        var paid = wanted.Sum() <= availableCents
            ? [.. wanted]
            : LargestRemainder.Split(availableCents, wanted);
        return [.. basket.Select((line, index) =>
            new PaidLine(line.Category, line.AmountCents, paid[index], line.AmountCents - paid[index]))];
    }

    /// <summary>
    /// The lines of a basket of which less is captured than was authorised: the MonA are attributed to them
    /// in proportion, the price of each falls with them, and what was to be asked for in euros stays.
    /// </summary>
    /// <param name="authorised">The lines as they were authorised.</param>
    /// <param name="monaCents">What is captured, at most what was authorised.</param>
    internal static IReadOnlyList<PaidLine> Captured(IReadOnlyList<PaidLine> authorised, long monaCents)
    {
        var paid = LargestRemainder.Split(monaCents, [.. authorised.Select(line => line.MonaCents)]);
        return [.. authorised.Select((line, index) => line with
        {
            MonaCents = paid[index],
            AmountCents = paid[index] + line.EurosCents,
        })];
    }

    /// <summary>Rates by category.</summary>
    internal static IReadOnlyDictionary<string, int> ByCategory(SetCategoryRates? rates) =>
        (rates?.Rates ?? []).ToDictionary(rate => rate.Category, rate => rate.Percent);
}
