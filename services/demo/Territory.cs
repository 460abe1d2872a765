using System.Globalization;

namespace Caisse.Demo;

/// <summary>What INSEE publishes for Montpellier, and the quotas' shares that follow from it.</summary>
sealed class Territory
{
    const string Gender = "gender";
    const string IncomeBracket = "income_bracket";
    const string District = "district";

    internal const string Woman = "woman";
    internal const string Man = "man";

    readonly List<(string Feature, string Value, double Figure)> figures;

    internal Territory()
    {
        using var reader =
            new StreamReader(typeof(Territory).Assembly.GetManifestResourceStream("population.csv")!);
        figures = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Trim().Split(','))
            .Select(row => (row[0], row[1], double.Parse(row[2], CultureInfo.InvariantCulture)))];
    }

    /// <summary>The values of a feature with their shares in percent.</summary>
    internal IReadOnlyList<(string Value, double Share)> Shares(string feature) =>
        [.. figures.Where(one => one.Feature == feature).Select(one => (one.Value, one.Figure))];

    /// <summary>A yearly income per consumption unit in euros.</summary>
    internal double Income(string decile) => figures.Single(
        one => one.Feature == "income_per_consumption_unit_eur_year" && one.Value == decile).Figure;

    /// <summary>Between which of the published deciles an income lies.</summary>
    internal string BracketOf(double income) =>
        income <= Income("decile_1") ? "D1"
        : income <= Income("median") ? "D2-5"
        : income < Income("decile_9") ? "D6-9"
        : "D10";

    /// <summary>
    /// The population of adults as a campaign takes it, feature,value,share. The committee is to have as many
    /// women as men and as many people of one district as of the next: that is a choice, not a figure.
    /// </summary>
    internal string TableOfAdults(IReadOnlyList<string> districts)
    {
        var ages = Shares("age").Where(age => age.Value != "0-14")
            .Select(age => (age.Value == "15-29" ? "18-29" : age.Value, age.Share));
        return string.Join('\n', [
            "feature,value,share",
            .. Rows("age", ages),
            .. Rows("household_type", Shares("household")),
            .. Rows(IncomeBracket, [("D1", 10), ("D2-5", 40), ("D6-9", 40), ("D10", 10)]),
            .. Rows(Gender, [(Woman, 50), (Man, 50)]),
            .. Rows(District, districts.Select(district => (district, 1.0))),
        ]);
    }

    static IEnumerable<string> Rows(string feature, IEnumerable<(string Value, double Share)> shares)
    {
        var all = shares.ToList();
        var sum = all.Sum(one => one.Share);
        return all.Select(one => string.Create(
            CultureInfo.InvariantCulture, $"{feature},{one.Value},{one.Share * 100 / sum:0.##}"));
    }
}
