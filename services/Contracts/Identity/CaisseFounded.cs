namespace Caisse.Contracts.Identity;

/// <summary>A caisse was founded; its founding rules become decision number 1.</summary>
/// <param name="Caisse">Slug, chosen once.</param>
/// <param name="Name">Name shown to people.</param>
/// <param name="Territory">The territory it serves, in words.</param>
/// <param name="TimeZone">IANA time zone, "Europe/Paris".</param>
/// <param name="LegalName">Legal person that holds the euros.</param>
/// <param name="LegalIdentifier">Its registration number (SIREN or SIRET in France).</param>
/// <param name="Iban">Account the fund pays from.</param>
/// <param name="FoundingRules">The rules it starts with.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record CaisseFounded(
    string Caisse, string Name, string Territory, string TimeZone, string LegalName, string LegalIdentifier,
    string Iban, IReadOnlyList<Governance.DecisionEffect> FoundingRules, DateTimeOffset OccurredAt) : IEvent;
