using System.Globalization;
using Bogus;

namespace Caisse.Demo;

/// <summary>A person to enrol.</summary>
sealed record Person(string FirstName, string LastName, DateOnly BirthDate);

/// <summary>A household to enrol, and what it means to contribute each month.</summary>
sealed record PlannedHousehold(
    int Number, IReadOnlyList<Person> People, string Street, string Email, long PledgeCents);

/// <summary>
/// Invented people in the shares that INSEE publishes for Montpellier: kinds of household, ages, incomes per
/// consumption unit. The same seed gives the same people.
/// </summary>
sealed class Population
{
    const int OldestChild = 17;
    const int YoungestAdult = 18;
    const int OldestAge = 95;

    readonly FundPlan plan;
    readonly DateOnly on;
    readonly Randomizer random;
    readonly Faker faker;
    readonly Dictionary<string, double> figures;

    internal Population(FundPlan plan, DateOnly on)
    {
        (this.plan, this.on) = (plan, on);
        random = new Randomizer(plan.Seed);
        faker = new Faker("fr") { Random = random };
        using var reader =
            new StreamReader(typeof(Population).Assembly.GetManifestResourceStream("population.csv")!);
        figures = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Trim().Split(','))
            .ToDictionary(
                row => $"{row[0]} {row[1]}", row => double.Parse(row[2], CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// The fund's households; contributions follow means, from the minimum up, around the
    /// plan's mean per adult.
    /// </summary>
    internal IReadOnlyList<PlannedHousehold> Households()
    {
        var drawn = Enumerable.Range(0, plan.Households)
            .Select(number => (Number: number, People: People(), Means: Means())).ToList();
        var adults = drawn.Sum(household => Adults(household.People));
        var scale = plan.MeanContributionEuros * 100 * adults
            / drawn.Sum(household => household.Means * Adults(household.People));
        return [.. drawn.Select(household => new PlannedHousehold(
            household.Number, household.People, faker.Address.StreetAddress(),
            $"foyer{household.Number}@example.org",
            Math.Max(
                Minimum(household.People.Count),
                (long)(household.Means * Adults(household.People) * scale / 100) * 100)))];
    }

    long Minimum(int people) =>
        plan.Contribution.MinimumFirstPersonCents
            + (plan.Contribution.MinimumFurtherPersonCents * (people - 1));

    int Adults(IEnumerable<Person> people) =>
        people.Count(person => person.BirthDate <= on.AddYears(-YoungestAdult));

    List<Person> People()
    {
        var kind = Draw("household");
        var adults = kind is "couple" or "couple_with_children" or "no_family" ? 2 : 1;
        var children = kind is "couple_with_children" or "single_parent"
            ? random.WeightedRandom([1, 2, 3], [0.45f, 0.4f, 0.15f])
            : 0;
        var name = faker.Name.LastName();
        var parents = children > 0;
        return
        [
            .. Enumerable.Range(0, adults).Select(_ => Born(name, parents ? random.Int(25, 50) : AdultAge())),
            .. Enumerable.Range(0, children).Select(_ => Born(name, random.Int(0, OldestChild))),
        ];
    }

    int AdultAge()
    {
        var bounds = Draw("age").Split('-', '+');
        var from = int.Parse(bounds[0], CultureInfo.InvariantCulture);
        var to = bounds.Length > 1 && bounds[1].Length > 0
            ? int.Parse(bounds[1], CultureInfo.InvariantCulture)
            : OldestAge;
        return to < YoungestAdult ? AdultAge() : random.Int(Math.Max(from, YoungestAdult), to);
    }

    Person Born(string name, int age) =>
        new(faker.Name.FirstName(), name, on.AddYears(-age).AddDays(-random.Int(30, 364)));

    /// <summary>A yearly income per consumption unit, log-linear between the published deciles.</summary>
    double Means()
    {
        var (low, median, high) = (Income("decile_1"), Income("median"), Income("decile_9"));
        var share = random.Double();
        return share < 0.5
            ? low * Math.Pow(median / low, Math.Max(0, share - 0.1) / 0.4)
            : median * Math.Pow(high / median, Math.Min(0.45, share - 0.5) / 0.4);
    }

    double Income(string decile) => figures[$"income_per_consumption_unit_eur_year {decile}"];

    string Draw(string feature)
    {
        var shares = figures.Where(figure => figure.Key.StartsWith($"{feature} ", StringComparison.Ordinal))
            .ToList();
        var left = random.Double() * shares.Sum(share => share.Value);
        return shares.First(share => (left -= share.Value) <= 0).Key[(feature.Length + 1)..];
    }
}
