using Caisse.Contracts;
using Caisse.Rules;

namespace Caisse.Wallet.Domain;

/// <summary>What a scheme asks of a household's contribution before it receives anything.</summary>
static class RequiredContribution
{
    /// <summary>Whether the scheme cannot be evaluated without what households contribute.</summary>
    internal static bool NeedsContributions(this SetAllocationScheme scheme) =>
        scheme.Requires != ContributionRequirement.None
        || scheme.Basis is AllocationBasis.MeanOfContributions or AllocationBasis.MultipleOfContribution;

    /// <summary>Whether a pledge is enough; what was paid counts otherwise.</summary>
    internal static bool CountsPledges(this SetAllocationScheme scheme) =>
        scheme.Requires == ContributionRequirement.Pledged;

    /// <summary>The contribution that counts.</summary>
    internal static long CountedCents(this SetAllocationScheme scheme, CountedHousehold household) =>
        scheme.CountsPledges() ? household.PledgedCents : household.PaidCents;

    internal static bool IsMet(SetAllocationScheme scheme, CountedHousehold household) =>
        scheme.Requires == ContributionRequirement.None
        || scheme.CountedCents(household) >= (scheme.MinimumContributionCents ?? 1);

    /// <summary>
    /// Why a household receives nothing, or what lets it receive; nothing where nothing is required.
    /// </summary>
    internal static Wording Describe(SetAllocationScheme scheme, Period period, CountedHousehold household)
    {
        if (scheme.Requires == ContributionRequirement.None)
        {
            return Wording.Nothing;
        }
        var cents = scheme.CountedCents(household);
        if (cents == 0)
        {
            return Because + (scheme.CountsPledges()
                ? new Wording("no contribution pledged for ", "aucune cotisation engagée pour ")
                : new Wording("no contribution paid for ", "aucune cotisation payée pour ")) + $"{period}";
        }
        var counted = Because + (scheme.CountsPledges()
            ? new Wording("pledged ", "cotisation engagée ")
            : new Wording("paid ", "cotisation payée ")) + Wording.Of(cents);
        return scheme.MinimumContributionCents is { } minimumCents
            ? counted + new Wording(" of at least ", " sur au moins ") + Wording.Of(minimumCents)
            : counted;
    }

    static readonly Wording Because = new(": ", " : ");
}
