namespace Caisse.Contracts.Governance.Effects;

/// <summary>
/// Share of a basket line payable in MonA, by category; a category not named is payable in full.
/// </summary>
/// <param name="Rates">The rates, one per category.</param>
public sealed record SetCategoryRates(IReadOnlyList<CategoryRate> Rates);

/// <summary>The share of one category payable in MonA.</summary>
/// <param name="Category">Category of products, as tills name it: lower case.</param>
/// <param name="Percent">Percent, from 0 (never in MonA) to 100.</param>
public sealed record CategoryRate(string Category, int Percent);
