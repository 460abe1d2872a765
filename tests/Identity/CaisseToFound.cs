namespace Caisse.Identity.Tests;

/// <summary>A well-formed request to found a caisse, to be varied by tests.</summary>
sealed record CaisseToFound(
    string Slug, string Name, string Territory, string TimeZone, string LegalName, string LegalIdentifier,
    string Iban, IReadOnlyList<object?> FoundingRules)
{
    internal static object Allocation { get; } =
        new
        {
            kind = "set_allocation_scheme",
            value = new { firstPersonCents = 10000, furtherPersonCents = 5000 },
        };

    internal static object Contribution { get; } = new
    {
        kind = "set_contribution_scheme",
        value = new { minimumFirstPersonCents = 100, minimumFurtherPersonCents = 0 },
    };

    internal static CaisseToFound Request() => new(
        $"caisse-{Guid.NewGuid():N}", "Caisse de Montpellier", "Montpellier", "Europe/Paris", "Association",
        "123 456 789", "FR14 2004 1010 0505 0001 3M02 606", [Allocation, Contribution]);
}
