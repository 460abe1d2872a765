namespace Caisse.Contracts.Governance.Effects;

/// <summary>
/// What each household receives in a period. First it is asked what the scheme requires of the household's
/// contribution, then the basis says the amount, then floor and cap bound it. By composition: the first
/// person, who is the oldest, and each further person, children at an amount of their own (0 for none, as in
/// a fund that allocates to adults only).
/// </summary>
/// <param name="FirstPersonCents">MonA cents a month, at least 0: for the first person by composition, for
/// the household when flat, 0 with the other bases.</param>
/// <param name="FurtherPersonCents">MonA cents a month by composition, at least 0; else 0.</param>
/// <param name="ChildCents">MonA cents a month for a further person under <paramref name="ChildUnderAge"/>;
/// null: as any further person.</param>
/// <param name="ChildUnderAge">Age in whole years on the period's first day under which
/// <paramref name="ChildCents"/> holds.</param>
/// <param name="Basis">One of <see cref="AllocationBasis"/>.</param>
/// <param name="AgeBands">Instead of <paramref name="ChildCents"/>: 1 to 10 bands for further persons, their
/// ages ascending; whoever is in none counts as any further person.</param>
/// <param name="MultiplierPercent">Percent of the household's contribution, from 1 to 1000, with the basis
/// <see cref="AllocationBasis.MultipleOfContribution"/>; rounded down to the cent.</param>
/// <param name="FloorCents">MonA cents that a household receives at least; null: no floor.</param>
/// <param name="CapCents">MonA cents that a household receives at most; null: no cap.</param>
/// <param name="Requires">One of <see cref="ContributionRequirement"/>.</param>
/// <param name="MinimumContributionCents">Euro cents that must have been pledged or paid for the period;
/// null: any contribution above 0.</param>
public sealed record SetAllocationScheme(
    long FirstPersonCents, long FurtherPersonCents, long? ChildCents = null, int? ChildUnderAge = null,
    string Basis = AllocationBasis.Composition, IReadOnlyList<AgeBand>? AgeBands = null,
    int? MultiplierPercent = null, long? FloorCents = null, long? CapCents = null,
    string Requires = ContributionRequirement.None, long? MinimumContributionCents = null);

/// <summary>What further persons under an age receive.</summary>
/// <param name="UnderAge">Age in whole years on the period's first day, from 1 to 30.</param>
/// <param name="Cents">MonA cents a month, at least 0.</param>
public sealed record AgeBand(int UnderAge, long Cents);

/// <summary>What an allocation is reckoned from.</summary>
public static class AllocationBasis
{
    /// <summary>Who lives in the household, and their ages.</summary>
    public const string Composition = "composition";

    /// <summary>One amount for every household.</summary>
    public const string Flat = "flat";

    /// <summary>
    /// All that was paid for the period, in equal shares that add up to it exactly: the cents that do not
    /// divide go to the first households by id.
    /// </summary>
    public const string MeanOfContributions = "mean_of_contributions";

    /// <summary>
    /// A percentage of what the household pledged, where a pledge is required, and of what it paid otherwise.
    /// </summary>
    public const string MultipleOfContribution = "multiple_of_contribution";
}

/// <summary>What a household must contribute for a period to receive anything in it.</summary>
public static class ContributionRequirement
{
    /// <summary>Nothing.</summary>
    public const string None = "none";

    /// <summary>It has pledged.</summary>
    public const string Pledged = "pledged";

    /// <summary>It has paid.</summary>
    public const string Paid = "paid";
}
