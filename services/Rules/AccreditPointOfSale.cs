using System.ComponentModel.DataAnnotations;
using Caisse.ServiceDefaults;

namespace Caisse.Rules;

/// <summary>Points of sale that may take MonA, all of them or for some categories of products.</summary>
/// <param name="PointOfSaleIds">1 to 100 points of sale.</param>
/// <param name="Categories">Categories they may take MonA for; null or empty: all.</param>
/// <param name="Until">Last day, or null.</param>
public sealed record AccreditPointOfSale(
    [property: Length(1, 100)] IReadOnlyList<Guid> PointOfSaleIds,
    [property: Length(0, 50)] IReadOnlyList<string>? Categories = null, DateOnly? Until = null)
    : IEffect<AccreditPointOfSale>
{
    /// <inheritdoc />
    public static string Kind => "accredit_point_of_sale";

    /// <inheritdoc />
    public static string Owner => "merchant-network";

    /// <inheritdoc />
    public static Sentence Title { get; } =
        new("Des points de vente conventionnés", "Points of sale accredited");

    /// <inheritdoc />
    public static AccreditPointOfSale Example { get; } =
        new([Guid.Parse("0197c0de-0000-7000-8000-000000000008")], ["bread", "vegetables"]);

    /// <summary>A new caisse has no points of sale.</summary>
    public static bool MayFound => false;

    /// <inheritdoc />
    public void CheckInto(Check check, string at)
    {
        ArgumentNullException.ThrowIfNull(check);
        foreach (var category in Categories ?? [])
        {
            check.Text(category, $"{at}.categories");
        }
    }

    /// <inheritdoc />
    public IEnumerable<Sentence> InWords()
    {
        yield return PointOfSaleIds.Count == 1
            ? new("Un point de vente peut prendre des MonA.", "One point of sale may take MonA.")
            : Sentence.Of(
                $"{PointOfSaleIds.Count} points de vente peuvent prendre des MonA.",
                $"{PointOfSaleIds.Count} points of sale may take MonA.");
        if (Categories is { Count: > 0 })
        {
            var names = string.Join(", ", Categories);
            yield return Sentence.Of($"Pour : {names}.", $"For: {names}.");
        }
        if (Until is { } until)
        {
            yield return Sentence.Of($"Jusqu'au {until:d MMMM yyyy}.", $"Until {until:d MMMM yyyy}.");
        }
    }
}
