using System.ComponentModel.DataAnnotations;
using Caisse.ServiceDefaults;

namespace Caisse.Rules;

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
    [property: Range(0, Check.LargestAmountCents)] long FirstPersonCents,
    [property: Range(0, Check.LargestAmountCents)] long FurtherPersonCents,
    [property: Range(0, Check.LargestAmountCents)] long? ChildCents = null,
    [property: Range(1, AgeBand.OldestChild)] int? ChildUnderAge = null,
    [property: AllowedValues(
        AllocationBasis.Composition, AllocationBasis.Flat, AllocationBasis.MeanOfContributions,
        AllocationBasis.MultipleOfContribution)] string Basis = AllocationBasis.Composition,
    [property: Length(1, SetAllocationScheme.MaxAgeBands)] IReadOnlyList<AgeBand>? AgeBands = null,
    [property: Range(1, 1000)] int? MultiplierPercent = null,
    [property: Range(1, Check.LargestAmountCents)] long? FloorCents = null,
    [property: Range(1, Check.LargestAmountCents)] long? CapCents = null,
    [property: AllowedValues(
        ContributionRequirement.None, ContributionRequirement.Pledged, ContributionRequirement.Paid)]
    string Requires = ContributionRequirement.None,
    [property: Range(1, Check.LargestAmountCents)] long? MinimumContributionCents = null)
    : IRule<SetAllocationScheme>
{
    internal const int MaxAgeBands = 10;

    static readonly string[] Bounded =
        [AllocationBasis.Composition, AllocationBasis.Flat, AllocationBasis.MultipleOfContribution];

    /// <inheritdoc />
    public static string Kind => "set_allocation_scheme";

    /// <inheritdoc />
    public static string Owner => "wallet";

    /// <inheritdoc />
    public static Sentence Title { get; } =
        new("Ce que chaque foyer reçoit", "What every household receives");

    /// <inheritdoc />
    public static SetAllocationScheme Example { get; } = new(15_000, 7500, 4000, 14);

    /// <inheritdoc />
    public void CheckInto(Check check, string at)
    {
        ArgumentNullException.ThrowIfNull(check);
        check.That(
                ChildCents is null == ChildUnderAge is null,
                $"{at}.childUnderAge", "goes together with childCents.")
            .That(
                ChildCents is null || AgeBands is null,
                $"{at}.ageBands", "takes the place of childCents: give one of them.")
            .That(
                !(CapCents < FloorCents), $"{at}.capCents", $"must not be under floorCents, {FloorCents}.")
            .That(
                MinimumContributionCents is null || Requires != ContributionRequirement.None,
                $"{at}.minimumContributionCents",
                $"goes with requires {ContributionRequirement.Pledged} or {ContributionRequirement.Paid}.");
        AgeBand.CheckInto(check, AgeBands ?? [], $"{at}.ageBands");
        CheckBasis(check, at);
    }

    /// <summary>A parameter that the basis does not read would be taken for a rule that holds.</summary>
    void CheckBasis(Check check, string at)
    {
        GoesWith("firstPersonCents", FirstPersonCents != 0, Bounded[..2]);
        GoesWith("furtherPersonCents", FurtherPersonCents != 0, AllocationBasis.Composition);
        GoesWith("childCents", ChildCents is not null, AllocationBasis.Composition);
        GoesWith("ageBands", AgeBands is not null, AllocationBasis.Composition);
        GoesWith(
            "multiplierPercent", MultiplierPercent is not null, AllocationBasis.MultipleOfContribution);
        // The mean shares the pot out to the cent, which a bound would not leave as it is.
        GoesWith("floorCents", FloorCents is not null, Bounded);
        GoesWith("capCents", CapCents is not null, Bounded);
        check.That(
            MultiplierPercent is not null || Basis != AllocationBasis.MultipleOfContribution,
            $"{at}.multiplierPercent", $"is needed with {AllocationBasis.MultipleOfContribution}.");

        void GoesWith(string field, bool isGiven, params string[] bases) => check.That(
            !isGiven || bases.Contains(Basis)
                || !(Bounded.Contains(Basis) || Basis == AllocationBasis.MeanOfContributions),
            $"{at}.{field}", $"goes with {string.Join(" or ", bases)}, not with {Basis}.");
    }

    /// <inheritdoc />
    public IEnumerable<Sentence> InWords() =>
    [
        .. Basis switch
        {
            AllocationBasis.Flat =>
            [Sentence.With(
                "{0} par mois pour chaque foyer, quelle que soit sa taille.",
                "{0} a month for every household, whatever its size.", Money.Mona(FirstPersonCents))],
            AllocationBasis.MeanOfContributions =>
            [new("La même part pour chaque foyer : tout ce qui a été versé dans le mois, en parts égales.",
                "The same share for every household: all that was paid in the month, in equal parts.")],
            AllocationBasis.MultipleOfContribution => [Sentence.Of(
                $"{MultiplierPercent} % de ce que le foyer verse.",
                $"{MultiplierPercent}% of what the household pays.")],
            _ => ByComposition(),
        },
        .. Bounds(),
    ];

    IEnumerable<Sentence> ByComposition()
    {
        yield return Sentence.With(
            "{0} par mois pour la première personne du foyer.",
            "{0} a month for the first person of the household.", Money.Mona(FirstPersonCents));
        yield return Sentence.With(
            "{0} pour chaque personne de plus.", "{0} for each further person.",
            Money.Mona(FurtherPersonCents));
        foreach (var band in AgeBands ?? (ChildCents is { } cents ? [new(ChildUnderAge ?? 0, cents)] : []))
        {
            yield return Sentence.Of(
                $"Pour un enfant de moins de {band.UnderAge} ans : {Money.Mona(band.Cents)}.",
                $"For a child under {band.UnderAge}: {Money.Mona(band.Cents)}.");
        }
    }

    IEnumerable<Sentence> Bounds()
    {
        if (FloorCents is { } floor)
        {
            yield return Sentence.With("Jamais moins de {0}.", "Never less than {0}.", Money.Mona(floor));
        }
        if (CapCents is { } cap)
        {
            yield return Sentence.With("Jamais plus de {0}.", "Never more than {0}.", Money.Mona(cap));
        }
        if (Requires != ContributionRequirement.None)
        {
            yield return (Requires == ContributionRequirement.Paid, MinimumContributionCents) switch
            {
                (true, { } least) => Sentence.With(
                    "Il faut avoir versé au moins {0} pour le mois.",
                    "The household must have paid at least {0} for the month.", Money.Euros(least)),
                (true, null) => new(
                    "Il faut avoir contribué pour le mois.", "The household must have paid for the month."),
                (false, { } least) => Sentence.With(
                    "Il faut s'être engagé à verser au moins {0} par mois.",
                    "The household must have pledged at least {0} a month.", Money.Euros(least)),
                (false, null) => new(
                    "Il faut s'être engagé à contribuer.", "The household must have pledged a contribution."),
            };
        }
    }
}

/// <summary>What further persons under an age receive.</summary>
/// <param name="UnderAge">Age in whole years on the period's first day, from 1 to 30.</param>
/// <param name="Cents">MonA cents a month, at least 0.</param>
public sealed record AgeBand(
    [property: Range(1, AgeBand.OldestChild)] int UnderAge,
    [property: Range(0, Check.LargestAmountCents)] long Cents)
{
    internal const int OldestChild = 30;

    internal static void CheckInto(Check check, IReadOnlyList<AgeBand> bands, string at)
    {
        // JSON may put null into a list whatever the type of its items.
        foreach (var (place, band) in bands.Take(SetAllocationScheme.MaxAgeBands).Index())
        {
            var (field, age) = ($"{at}[{place}]", band?.UnderAge ?? 0);
            check.Cents(band?.Cents ?? -1, $"{field}.cents")
                .That(
                    age is >= 1 and <= OldestChild, $"{field}.underAge", $"must be from 1 to {OldestChild}.")
                .That(
                    place == 0 || age > (bands[place - 1]?.UnderAge ?? 0),
                    $"{field}.underAge", "must be above the band before.");
        }
    }
}

/// <summary>What an allocation is reckoned from.</summary>
public static class AllocationBasis
{
    /// <summary>Who lives in the household, and their ages.</summary>
    public const string Composition = "composition";
    /// <summary>One amount for every household.</summary>
    public const string Flat = "flat";
    /// <summary>All that was paid, in equal shares to the cent; odd cents to the first by id.</summary>
    public const string MeanOfContributions = "mean_of_contributions";
    /// <summary>Percent of what it pledged, where a pledge is required, else of what it paid.</summary>
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
