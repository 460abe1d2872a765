using Caisse.Contracts.Governance.Effects;

namespace Caisse.ServiceDefaults;

/// <summary>
/// What makes sense as an allocation scheme, for those who propose one and for the service that applies it.
/// </summary>
public static class AllocationSchemeCheck
{
    const int OldestChild = 30;
    const int MostAgeBands = 10;
    const int LargestMultiplierPercent = 1000;

    static readonly string[] Bases =
    [
        AllocationBasis.Composition, AllocationBasis.Flat, AllocationBasis.MeanOfContributions,
        AllocationBasis.MultipleOfContribution,
    ];

    static readonly string[] Requirements =
        [ContributionRequirement.None, ContributionRequirement.Pledged, ContributionRequirement.Paid];

    /// <summary>Names everything that is wrong with the scheme.</summary>
    /// <param name="check">Where it is noted.</param>
    /// <param name="scheme">The scheme.</param>
    /// <param name="at">Where the scheme is in the request.</param>
    public static Check AllocationScheme(this Check check, SetAllocationScheme scheme, string at)
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(scheme);
        check.Cents(scheme.FirstPersonCents, $"{at}.firstPersonCents")
            .Cents(scheme.FurtherPersonCents, $"{at}.furtherPersonCents")
            .OneOf(scheme.Basis, Bases, $"{at}.basis");
        CheckChildren(check, scheme, at);
        if (scheme.AgeBands is { } bands)
        {
            CheckAgeBands(check, bands, at);
        }
        CheckBasis(check, scheme, at);
        CheckBounds(check, scheme, at);
        CheckRequirement(check, scheme, at);
        return check;
    }

    static void CheckChildren(Check check, SetAllocationScheme scheme, string at) => check
        .Cents(scheme.ChildCents ?? 0, $"{at}.childCents")
        .That(
            scheme.ChildCents is null == scheme.ChildUnderAge is null,
            $"{at}.childUnderAge", "goes together with childCents.")
        .That(IsChildsAge(scheme.ChildUnderAge ?? 1), $"{at}.childUnderAge", AgesOfChildren)
        .That(
            scheme.ChildCents is null || scheme.AgeBands is null,
            $"{at}.ageBands", "takes the place of childCents: give one of them.");

    static void CheckAgeBands(Check check, IReadOnlyList<AgeBand> bands, string at)
    {
        check.Count(bands, 1, MostAgeBands, $"{at}.ageBands");
        var before = 0;
        // JSON may put null into a list whatever the type of its items.
        foreach (var (place, band) in bands.Take(MostAgeBands).Index())
        {
            var field = $"{at}.ageBands[{place}]";
            check.Cents(band?.Cents ?? -1, $"{field}.cents")
                .That(IsChildsAge(band?.UnderAge ?? 0), $"{field}.underAge", AgesOfChildren)
                .That(band?.UnderAge > before, $"{field}.underAge", "must be above the band before.");
            before = band?.UnderAge ?? before;
        }
    }

    /// <summary>A parameter that the basis does not read would be taken for a rule that holds.</summary>
    static void CheckBasis(Check check, SetAllocationScheme scheme, string at)
    {
        GoesWith("firstPersonCents", scheme.FirstPersonCents != 0, Bases[..2]);
        GoesWith("furtherPersonCents", scheme.FurtherPersonCents != 0, AllocationBasis.Composition);
        GoesWith("childCents", scheme.ChildCents is not null, AllocationBasis.Composition);
        GoesWith("ageBands", scheme.AgeBands is not null, AllocationBasis.Composition);
        var isMultiplied = scheme.MultiplierPercent is not null;
        GoesWith("multiplierPercent", isMultiplied, AllocationBasis.MultipleOfContribution);
        // The mean shares the pot out to the cent, which a bound would not leave as it is.
        string[] bounded = [.. Bases.Except([AllocationBasis.MeanOfContributions])];
        GoesWith("floorCents", scheme.FloorCents is not null, bounded);
        GoesWith("capCents", scheme.CapCents is not null, bounded);
        check.That(
            isMultiplied || scheme.Basis != AllocationBasis.MultipleOfContribution,
            $"{at}.multiplierPercent", $"is needed with {AllocationBasis.MultipleOfContribution}.")
            .That(
                scheme.MultiplierPercent is null or (>= 1 and <= LargestMultiplierPercent),
                $"{at}.multiplierPercent", $"must be from 1 to {LargestMultiplierPercent}.");

        void GoesWith(string field, bool isGiven, params string[] bases) => check.That(
            !isGiven || bases.Contains(scheme.Basis) || !Bases.Contains(scheme.Basis),
            $"{at}.{field}", $"goes with {string.Join(" or ", bases)}, not with {scheme.Basis}.");
    }

    static void CheckBounds(Check check, SetAllocationScheme scheme, string at) => check
        .PositiveCents(scheme.FloorCents ?? 1, $"{at}.floorCents")
        .PositiveCents(scheme.CapCents ?? 1, $"{at}.capCents")
        .That(
            !(scheme.CapCents < scheme.FloorCents),
            $"{at}.capCents", $"must not be under floorCents, {scheme.FloorCents}.");

    static void CheckRequirement(Check check, SetAllocationScheme scheme, string at) => check
        .OneOf(scheme.Requires, Requirements, $"{at}.requires")
        .PositiveCents(scheme.MinimumContributionCents ?? 1, $"{at}.minimumContributionCents")
        .That(
            scheme.MinimumContributionCents is null || scheme.Requires != ContributionRequirement.None,
            $"{at}.minimumContributionCents",
            $"goes with requires {string.Join(" or ", Requirements[1..])}.");

    static bool IsChildsAge(int age) => age is >= 1 and <= OldestChild;

    static string AgesOfChildren => $"must be from 1 to {OldestChild}.";
}
