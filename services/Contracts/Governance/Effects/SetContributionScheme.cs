namespace Caisse.Contracts.Governance.Effects;

/// <summary>Free contribution above a minimum by composition: first person + each further person.</summary>
/// <param name="MinimumFirstPersonCents">Euro cents a month for the first person, at least 0.</param>
/// <param name="MinimumFurtherPersonCents">Euro cents a month for each further person, at least 0.</param>
public sealed record SetContributionScheme(long MinimumFirstPersonCents, long MinimumFurtherPersonCents);
