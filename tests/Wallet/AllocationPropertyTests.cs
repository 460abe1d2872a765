using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Wallet.Tests;

/// <summary>What holds for every scheme that may be decided and every set of households.</summary>
public sealed class AllocationPropertyTests
{
    sealed record Case(SetAllocationScheme Scheme, CountedHousehold[] Households)
    {
        internal long PotCents => Households.Sum(household => household.PaidCents);

        internal IReadOnlyList<AllocationAmount> Amounts =>
            AllocationAmount.Of(Scheme, AllocationAmountTests.December, PotCents, Households);
    }

    [Fact]
    public void A_mean_adds_up_to_the_pot_and_differs_by_a_cent_at_most() => Holds(
        Cases.Where(one => one.Scheme.Basis == AllocationBasis.MeanOfContributions), one =>
        {
            var shares = one.Amounts
                .Where(amount => RequiredContribution.IsMet(one.Scheme, Of(one, amount)))
                .Select(amount => amount.Cents).ToList();
            return shares.Count == 0
                ? one.Amounts.Sum(amount => amount.Cents) == 0
                : one.Amounts.Sum(amount => amount.Cents) == one.PotCents && shares.Max() - shares.Min() <= 1
                    && shares.SequenceEqual(shares.OrderDescending());
        });

    [Fact]
    public void Whoever_receives_stays_between_floor_and_cap_and_whoever_may_not_receives_nothing() => Holds(
        Cases, one => one.Amounts.All(amount => RequiredContribution.IsMet(one.Scheme, Of(one, amount))
            ? amount.Cents >= (one.Scheme.FloorCents ?? 0)
                && amount.Cents <= (one.Scheme.CapCents ?? long.MaxValue)
            : amount.Cents == 0));

    [Fact]
    public void A_floor_only_raises_and_a_cap_only_lowers() => Holds(
        Cases, one =>
        {
            var unbounded = (one with { Scheme = one.Scheme with { FloorCents = null, CapCents = null } })
                .Amounts.ToDictionary(amount => amount.HouseholdId, amount => amount.Cents);
            return one.Amounts.All(amount =>
                amount.Cents == unbounded[amount.HouseholdId]
                || (amount.Cents > unbounded[amount.HouseholdId]
                    ? amount.Cents == one.Scheme.FloorCents
                    : amount.Cents == one.Scheme.CapCents));
        });

    [Fact]
    public void The_order_of_households_and_of_their_people_changes_nothing() => Holds(
        Cases, one =>
        {
            var turned = one with
            {
                Households =
                [
                    .. one.Households.Reverse()
                        .Select(household => household with { Ages = [.. household.Ages.Reverse()] }),
                ],
            };
            return one.Amounts.SequenceEqual(turned.Amounts);
        });

    /// <summary>A share or a multiple of a few cents can be nothing; the words then say of what.</summary>
    [Fact]
    public void Every_household_is_answered_once_with_a_reason_that_says_the_amount() => Holds(
        Cases, one => one.Amounts.Select(amount => amount.HouseholdId).Order()
                .SequenceEqual(one.Households.Select(household => household.HouseholdId).Order())
            && one.Amounts.All(amount => amount.Cents != 0
                || amount.Reasoning.English.Contains("0.00", StringComparison.Ordinal)
                || (one.Scheme.Basis is AllocationBasis.MultipleOfContribution
                        or AllocationBasis.MeanOfContributions
                    && amount.Reasoning.English.Contains("0.", StringComparison.Ordinal))));

    static CountedHousehold Of(Case one, AllocationAmount amount) =>
        one.Households.Single(household => household.HouseholdId == amount.HouseholdId);

    static void Holds(Gen<Case> cases, Func<Case, bool> holds) =>
        Prop.ForAll(cases.ToArbitrary(), holds).QuickCheckThrowOnFailure();

    static Gen<long> Cents => Gen.Choose(0, 30_000).Select(cents => (long)cents);

    static Gen<long?> Bound => Gen.OneOf(
        Gen.Constant<long?>(null), Gen.Choose(1, 30_000).Select(cents => (long?)cents));

    static Gen<IReadOnlyList<AgeBand>?> Bands =>
        from ages in Gen.Choose(1, 30).ArrayOf()
        from cents in Cents
        select ages.Length == 0
            ? null
            : (IReadOnlyList<AgeBand>)
                [.. ages.Distinct().Order().Take(10).Select(age => new AgeBand(age, cents + age))];

    /// <summary>Schemes that a decision may set, and no others.</summary>
    static Gen<SetAllocationScheme> Schemes =>
        from basis in Gen.Elements(
            AllocationBasis.Composition, AllocationBasis.Flat, AllocationBasis.MeanOfContributions,
            AllocationBasis.MultipleOfContribution)
        from first in Cents
        from further in Cents
        from bands in Bands
        from percent in Gen.Choose(1, 1000)
        from floor in Bound
        from cap in Bound
        from requires in Gen.Elements(
            ContributionRequirement.None, ContributionRequirement.Pledged, ContributionRequirement.Paid)
        from minimum in Bound
        let isByPeople = basis == AllocationBasis.Composition
        let isMean = basis == AllocationBasis.MeanOfContributions
        let scheme = new SetAllocationScheme(
            isByPeople || basis == AllocationBasis.Flat ? first : 0, isByPeople ? further : 0, Basis: basis,
            AgeBands: isByPeople ? bands : null,
            MultiplierPercent: basis == AllocationBasis.MultipleOfContribution ? percent : null,
            FloorCents: isMean ? null : floor, CapCents: isMean ? null : cap, Requires: requires,
            MinimumContributionCents: requires == ContributionRequirement.None ? null : minimum)
        where MakesSense(scheme)
        select scheme;

    static Gen<CountedHousehold> Households =>
        from ages in Gen.Choose(0, 90).NonEmptyListOf()
        from pledged in Cents
        from paid in Gen.Frequency((2, Gen.Constant(0L)), (3, Cents))
        select new CountedHousehold
        {
            HouseholdId = Guid.NewGuid(), Ages = [.. ages], PledgedCents = pledged, PaidCents = paid,
        };

    static Gen<Case> Cases =>
        from scheme in Schemes
        from households in Households.ArrayOf()
        select new Case(scheme, households);

    static bool MakesSense(SetAllocationScheme scheme)
    {
        var check = new ServiceDefaults.Check();
        scheme.CheckAllInto(check, "scheme");
        return check.Problem is null;
    }
}
