using Caisse.Contracts.Governance.Effects;
using Caisse.Wallet.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Wallet.Tests;

public sealed class AllocationAmountTests
{
    static readonly SetAllocationScheme Gironde = new(15000, 7500);
    static readonly SetAllocationScheme Lyon = new(15000, 7500, ChildCents: 4000, ChildUnderAge: 14);
    static readonly SetAllocationScheme Montpellier = new(10000, 10000, ChildCents: 0, ChildUnderAge: 18);
    static readonly SetAllocationScheme Strasbourg = new(10000, 0);

    [Fact]
    public void A_mother_with_two_children_receives_300_in_Gironde() =>
        Assert.Equal(
            new AllocationAmount(30000, "150.00 + 75.00 + 75.00"), AllocationAmount.Of(Gironde, [35, 8, 4]));

    [Fact]
    public void A_child_under_14_counts_40_in_Lyon_and_75_from_its_birthday() =>
        Assert.Equal(
            [new AllocationAmount(19000, "150.00 + 40.00"), new AllocationAmount(22500, "150.00 + 75.00")],
            [AllocationAmount.Of(Lyon, [13, 40]), AllocationAmount.Of(Lyon, [14, 40])]);

    [Fact]
    public void Only_adults_receive_in_Montpellier() =>
        Assert.Equal(20000, AllocationAmount.Of(Montpellier, [40, 38, 17, 3]).Cents);

    [Fact]
    public void A_household_receives_one_amount_in_Strasbourg() =>
        Assert.Equal(new AllocationAmount(10000, "100.00"), AllocationAmount.Of(Strasbourg, [40, 38]));

    [Fact]
    public void The_order_in_which_people_are_named_changes_nothing() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>().Filter(ages => ages.Length > 0),
        ages => AllocationAmount.Of(Lyon, ages.Select(age => (int)age))
            == AllocationAmount.Of(Lyon, ages.Reverse().Select(age => (int)age))).QuickCheckThrowOnFailure();
}
