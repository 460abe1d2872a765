using System.Globalization;
using System.Text.Json.Serialization;
using Bogus;

namespace Caisse.Demo;

/// <summary>A person to enrol; the register does not ask for the gender, a campaign's quotas do.</summary>
sealed record Person(
    string FirstName, string LastName, DateOnly BirthDate, [property: JsonIgnore] string Gender);

/// <summary>A household to enrol, and what it means to contribute each month.</summary>
sealed record PlannedHousehold(
    int Number, string Kind, IReadOnlyList<Person> People, string Street, string? District,
    string IncomeBracket, string Email, long PledgeCents);

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

    /// <summary>What the fund's money does not depend on is drawn apart from what it depends on.</summary>
    readonly Randomizer traits;
    readonly Faker faker;
    readonly Territory territory;

    internal Population(FundPlan plan, DateOnly on, Territory territory)
    {
        (this.plan, this.on, this.territory) = (plan, on, territory);
        (random, traits) = (new Randomizer(plan.Seed), new Randomizer(plan.Seed + 1));
        faker = new Faker("fr") { Random = random };
    }

    /// <summary>
    /// The fund's households; contributions follow means, from the minimum up, around the
    /// plan's mean per adult.
    /// </summary>
    internal IReadOnlyList<PlannedHousehold> Households()
    {
        var drawn = Enumerable.Range(0, plan.Households)
            .Select(number => (Number: number, Kind: Draw("household")))
            .Select(home => (home.Number, home.Kind, People: People(home.Kind), Means: Means())).ToList();
        var adults = drawn.Sum(household => Adults(household.People));
        var scale = plan.MeanContributionEuros * 100 * adults
            / drawn.Sum(household => household.Means * Adults(household.People));
        return [.. drawn.Select(household => new PlannedHousehold(
            household.Number, household.Kind, household.People, faker.Address.StreetAddress(),
            plan.Districts.Count > 0 ? traits.ArrayElement([.. plan.Districts]) : null,
            territory.BracketOf(household.Means), $"foyer{household.Number}@example.org",
            Math.Max(
                Minimum(household.People.Count),
                (long)(household.Means * Adults(household.People) * scale / 100) * 100)))];
    }

    long Minimum(int people) =>
        plan.Contribution.MinimumFirstPersonCents
            + (plan.Contribution.MinimumFurtherPersonCents * (people - 1));

    int Adults(IEnumerable<Person> people) =>
        people.Count(person => person.BirthDate <= on.AddYears(-YoungestAdult));

    List<Person> People(string kind)
    {
        var adults = kind is "couple" or "couple_with_children" or "no_family" ? 2 : 1;
        var children = kind is "couple_with_children" or "single_parent"
            ? random.WeightedRandom([1, 2, 3], [0.45f, 0.4f, 0.15f])
            : 0;
        var name = faker.Name.LastName();
        var parents = children > 0;
        return
        [
            .. Enumerable.Range(0, adults).Select(_ => Born(
                name, parents ? random.Int(25, 50) : AdultAge(), GenderOf(kind))),
            .. Enumerable.Range(0, children).Select(_ => Born(
                name, random.Int(0, OldestChild), AnyGender())),
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

    string GenderOf(string kind) => kind switch
    {
        "one_woman" => Territory.Woman,
        "one_man" => Territory.Man,
        _ => AnyGender(),
    };

    string AnyGender() => traits.Bool() ? Territory.Woman : Territory.Man;

    Person Born(string name, int age, string gender) =>
        new(faker.Name.FirstName(), name, on.AddYears(-age).AddDays(-random.Int(30, 364)), gender);

    /// <summary>A yearly income per consumption unit, log-linear between the published deciles.</summary>
    double Means()
    {
        var (low, median, high) =
            (territory.Income("decile_1"), territory.Income("median"), territory.Income("decile_9"));
        var share = random.Double();
        return share < 0.5
            ? low * Math.Pow(median / low, Math.Max(0, share - 0.1) / 0.4)
            : median * Math.Pow(high / median, Math.Min(0.45, share - 0.5) / 0.4);
    }

    string Draw(string feature)
    {
        var shares = territory.Shares(feature);
        var left = random.Double() * shares.Sum(share => share.Share);
        return shares.First(share => (left -= share.Share) <= 0).Value;
    }
}
