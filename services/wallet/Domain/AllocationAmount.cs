using Caisse.Contracts;
using Caisse.Rules;

namespace Caisse.Wallet.Domain;

/// <summary>What a household receives for a period, and why.</summary>
/// <param name="HouseholdId">The household.</param>
/// <param name="Cents">MonA cents.</param>
/// <param name="Reasoning">
/// The sum as people write it, what bounds it and what it requires: "150.00 + 75.00, at most 200.00".
/// </param>
sealed record AllocationAmount(Guid HouseholdId, long Cents, Wording Reasoning)
{
    const int WholePercent = 100;

    /// <summary>Evaluates a scheme for all households of a period, in whichever order they come.</summary>
    /// <param name="scheme">The scheme in force.</param>
    /// <param name="period">The period.</param>
    /// <param name="potCents">All that was paid for the period, by whomever.</param>
    /// <param name="households">The households that count.</param>
    internal static IReadOnlyList<AllocationAmount> Of(
        SetAllocationScheme scheme, Period period, long potCents, IEnumerable<CountedHousehold> households)
    {
        var byRight = households.OrderBy(household => household.HouseholdId)
            .ToLookup(household => RequiredContribution.IsMet(scheme, household));
        List<CountedHousehold> entitled = [.. byRight[true]];
        var sums = scheme.Basis == AllocationBasis.MeanOfContributions
            ? Shares(potCents, entitled.Count)
            : entitled.Select(household => SumOf(scheme, household));
        return
        [
            .. entitled.Zip(sums, (household, sum) => Of(scheme, period, household, sum.Within(scheme))),
            .. byRight[false].Select(household => Of(scheme, period, household, Sum.Nothing)),
        ];
    }

    /// <summary>Why a household that is no longer there receives nothing.</summary>
    internal static Wording NotCountedIn(Period period) =>
        Wording.Of(0) + new Wording($": not counted in {period}", $" : ne compte pas en {period}");

    /// <summary>A suspended household receives nothing, and is told since when.</summary>
    internal static AllocationAmount Suspended(Guid householdId, Wording why) =>
        new(householdId, 0, Wording.Of(0) + ", " + why);

    static AllocationAmount Of(
        SetAllocationScheme scheme, Period period, CountedHousehold household, Sum sum) =>
        new(
            household.HouseholdId, sum.Cents,
            sum.Words + RequiredContribution.Describe(scheme, period, household));

    /// <summary>Equal shares all tie: the first households receive the cents that do not divide.</summary>
    static IEnumerable<Sum> Shares(long potCents, int households)
    {
        var several = households == 1 ? "" : "s";
        var mean = new Wording($"mean of {households} contribution", $"moyenne de {households} cotisation");
        var words = mean + several + ", " + Wording.Of(potCents) + $" / {households}";
        return households == 0
            ? []
            : LargestRemainder.Split(potCents, [.. Enumerable.Repeat(1L, households)])
                .Select(cents => new Sum(cents, words));
    }

    static Sum SumOf(SetAllocationScheme scheme, CountedHousehold household) => scheme.Basis switch
    {
        AllocationBasis.Flat => new(scheme.FirstPersonCents, Wording.Of(scheme.FirstPersonCents)),
        AllocationBasis.MultipleOfContribution =>
            Multiple(scheme, scheme.CountedCents(household), scheme.MultiplierPercent ?? WholePercent),
        _ => ByComposition(scheme, household.Ages),
    };

    static Sum Multiple(SetAllocationScheme scheme, long contributedCents, int percent)
    {
        var multiple = new Wording($"{percent} % of ", $"{percent} % de ") + Wording.Of(contributedCents);
        return new(
            (long)((Int128)contributedCents * percent / WholePercent),
            multiple + (scheme.CountsPledges() ? new(" pledged", " engagés") : new(" paid", " payés")));
    }

    /// <summary>The oldest is the first person; others count by the first band above their age.</summary>
    static Sum ByComposition(SetAllocationScheme scheme, IEnumerable<int> ages)
    {
        var bands = scheme switch
        {
            { AgeBands: { } several } => several,
            { ChildCents: { } cents, ChildUnderAge: { } underAge } => [new AgeBand(underAge, cents)],
            _ => [],
        };
        var parts = ages.OrderDescending()
            .Select((age, place) => place == 0
                ? scheme.FirstPersonCents
                : bands.FirstOrDefault(band => age < band.UnderAge)?.Cents ?? scheme.FurtherPersonCents)
            .Where(cents => cents > 0).ToList();
        return parts.Count == 0
            ? Sum.Nothing
            : new Sum(parts.Sum(), parts.Select(Wording.Of).Aggregate((sum, part) => sum + " + " + part));
    }

    /// <summary>An amount on the way to what a household receives, in words.</summary>
    readonly record struct Sum(long Cents, Wording Words)
    {
        internal static readonly Sum Nothing = new(0, Wording.Of(0));

        internal Sum Within(SetAllocationScheme scheme) => scheme switch
        {
            { CapCents: { } cap } when Cents > cap =>
                new(cap, Words + new Wording(", at most ", ", au plus ") + Wording.Of(cap)),
            { FloorCents: { } floor } when Cents < floor =>
                new(floor, Words + new Wording(", at least ", ", au moins ") + Wording.Of(floor)),
            _ => this,
        };
    }
}
