namespace Caisse.Demo;

/// <summary>
/// A fund to play: invented rules and people around published figures, not a real caisse's practice.
/// </summary>
/// <param name="Slug">Its slug.</param>
/// <param name="Name">Its name.</param>
/// <param name="City">Its city.</param>
/// <param name="PostalCode">Postal code of the city's centre.</param>
/// <param name="Latitude">Of the city's centre.</param>
/// <param name="Longitude">Of the city's centre.</param>
/// <param name="Iban">An example account.</param>
/// <param name="Seed">Of everything drawn by chance.</param>
/// <param name="HouseholdsAtFirst">In the first month.</param>
/// <param name="Households">From the ninth month on; the fund opens seats month by month until then.</param>
/// <param name="PointsOfSale">Half of them producers.</param>
/// <param name="CommitteeSeats">Seats of the citizens' committee.</param>
/// <param name="MeanContributionEuros">Mean monthly contribution per adult.</param>
/// <param name="PublicGrantEuros">For the year, in quarterly instalments.</param>
/// <param name="PrivateGrantEuros">For the year, at once.</param>
/// <param name="Allocation">The founding allocation scheme.</param>
/// <param name="LaterAllocation">
/// The scheme that the committee decides for the seventh month, or null.
/// </param>
/// <param name="Contribution">The contribution scheme.</param>
/// <param name="SuspendsAPointOfSale">Whether the committee suspends one in the ninth month.</param>
/// <param name="Staff">Who runs it, and who else has a role in it.</param>
/// <param name="Districts">Each has as many seats in the committee as the next; empty: no quota.</param>
sealed record FundPlan(
    string Slug, string Name, string City, string PostalCode, double Latitude, double Longitude, string Iban,
    int Seed, int HouseholdsAtFirst, int Households, int PointsOfSale, int CommitteeSeats,
    double MeanContributionEuros, long PublicGrantEuros, long PrivateGrantEuros, Allocation Allocation,
    Allocation? LaterAllocation, Contribution Contribution, bool SuspendsAPointOfSale,
    Staff Staff, IReadOnlyList<string> Districts)
{
    const int MonthsOfGrowth = 8;

    internal static FundPlan Montpellier { get; } = new(
        "montpellier", "Caisse de Montpellier (démonstration)", "Montpellier", "34000",
        43.6109, 3.8772, "FR7630001007941234567890185", 34172, 400, 600, 60, 61, 55, 350_000, 30_000,
        new Allocation(10000, 10000, 0, 18), new Allocation(10000, 8000, 0, 18), new Contribution(100, 0),
        true,
        new Staff("Inès Garcia", "Paul Martel", "Awa Diallo", "Marc Estève", "Lucie Bonnet", "Rose Petit"),
        [
            "Centre", "Cévennes", "Croix d'Argent", "Hôpitaux-Facultés", "Mosson", "Port Marianne",
            "Prés d'Arènes",
        ]);

    internal static FundPlan Nantes { get; } = new(
        "nantes", "Caisse de Nantes (démonstration)", "Nantes", "44000", 47.2184, -1.5536,
        "FR7630006000011234567890189", 44109, 40, 40, 6, 9, 50, 50_000, 0,
        new Allocation(10000, 5000), null, new Contribution(1000, 500), false,
        new Staff("Yann Le Goff", "Claire Hamon", "Hugo Morel", "Anne Caradec", "Zoé Rivet", "Jean Riou"),
        []);

    /// <summary>How many households are in the fund in a month, from 0.</summary>
    internal int HouseholdsIn(int month) =>
        HouseholdsAtFirst
            + ((Households - HouseholdsAtFirst) * Math.Min(month, MonthsOfGrowth) / MonthsOfGrowth);
}

/// <summary>Invented names of those who have a role in a fund; two treasurers sign together.</summary>
sealed record Staff(
    string Coordinator, string Treasurer, string SecondTreasurer, string Accreditor, string Funder,
    string Delegate);

/// <summary>An allocation scheme as the API takes it.</summary>
sealed record Allocation(
    long FirstPersonCents, long FurtherPersonCents, long? ChildCents = null, int? ChildUnderAge = null);

/// <summary>A contribution scheme as the API takes it.</summary>
sealed record Contribution(long MinimumFirstPersonCents, long MinimumFurtherPersonCents);
