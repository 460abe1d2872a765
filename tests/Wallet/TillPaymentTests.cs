using Caisse.Wallet.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Wallet.Tests;

public sealed class TillPaymentTests
{
    static readonly DateTimeOffset Now = new(2026, 12, 1, 12, 50, 0, TimeSpan.Zero);
    static readonly Dictionary<string, int> NoRates = [];

    [Fact]
    public void A_payment_above_the_balance_says_what_to_ask_in_euros()
    {
        var (_, refused) = TillPayment.Decide(availableCents: 840, amountCents: 1200, basket: null, NoRates);
        Assert.Equal("balance 8.40, ask 3.60 in euros", refused!.Detail);
        Assert.Equal("solde 8,40, demander 3,60 en euros", refused.DetailInFrench);
    }

    [Theory]
    [InlineData(1000, 0, "10.00", "10,00")]
    [InlineData(1, 30, "0.01", "0,01")]
    public void A_basket_of_which_nothing_is_payable_in_MonA_is_asked_for_in_euros_whole(
        long priceCents, int percent, string asked, string askedInFrench)
    {
        var (_, refused) = TillPayment.Decide(
            availableCents: 5000, null, [new("wine", priceCents)],
            new Dictionary<string, int> { ["wine"] = percent });
        Assert.Equal("nothing-in-mona", refused!.Type);
        Assert.Equal($"nothing of this can be paid in MonA, ask {asked} in euros", refused.Detail);
        Assert.Equal(
            $"rien de tout cela n'est payable en MonA, demander {askedInFrench} en euros",
            refused.DetailInFrench);
        Assert.Equal(priceCents, refused.Facts["eurosCents"]);
    }

    [Fact]
    public void No_refusal_asks_for_less_than_nothing() => Prop.ForAll(
        ArbMap.Default.ArbFor<(ushort Available, ushort Price, byte Percent)>().Filter(one => one.Price > 0),
        one =>
        {
            var (accepted, refused) = TillPayment.Decide(
                one.Available, null, [new("wine", one.Price)],
                new Dictionary<string, int> { ["wine"] = one.Percent % 101 });
            var asked = $"ask {Cents.Text(one.Price)} in euros";
            return accepted is not null || refused!.Detail.EndsWith(asked, StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_point_of_sale_without_wine_in_its_accreditation_refuses_wine()
    {
        var standing = new Standing("accredited", new DateOnly(2026, 1, 1), null, ["vegetables", "bread"]);
        var refused = TillPayment.RefuseStanding(
            standing, new DateOnly(2026, 12, 1), [new("bread", 200), new("wine", 900)]);
        Assert.Equal("not accredited for wine", refused!.Detail);
    }

    [Fact]
    public void An_accreditation_holds_on_its_last_day_and_not_on_the_next()
    {
        var standing = new Standing("accredited", new DateOnly(2026, 1, 1), new DateOnly(2026, 11, 30), []);
        Assert.Null(TillPayment.RefuseStanding(standing, new DateOnly(2026, 11, 30), null));
        Assert.Equal(
            "accreditation ended after 2026-11-30",
            TillPayment.RefuseStanding(standing, new DateOnly(2026, 12, 1), null)!.Detail);
    }

    [Fact]
    public void The_third_wrong_pin_locks_the_card_for_a_quarter_of_an_hour_and_says_until_when()
    {
        var card = new CardState("active", HasPin: true, WrongPins: 0, PinLockedUntil: null);
        for (var time = 1; time <= 3; time++)
        {
            var check = Decide(card, pinIsRight: false, Now);
            card = card with { WrongPins = check.WrongPins, PinLockedUntil = check.PinLockedUntil };
        }
        Assert.Equal(
            "PIN locked until 14:05", Decide(card, pinIsRight: true, Now.AddMinutes(14)).Refused!.Detail);
        Assert.Null(Decide(card, pinIsRight: true, Now.AddMinutes(15)).Refused);
    }

    [Fact]
    public void A_right_pin_forgets_the_wrong_ones() =>
        Assert.Equal(0, Decide(new CardState("active", true, 2, null), pinIsRight: true, Now).WrongPins);

    [Fact]
    public void A_movement_conserves_MonA_and_never_goes_below_the_floor() => Prop.ForAll(
        ArbMap.Default.ArbFor<(uint Debit, uint Held, uint Credit, uint Amount)>()
            .Filter(m => m.Amount > 0 && m.Held <= m.Debit),
        m =>
        {
            var debit = new AccountState(Guid.NewGuid(), 1, AccountKind.Household, m.Debit, m.Held, 7);
            var credit = new AccountState(Guid.NewGuid(), 2, AccountKind.PointOfSale, m.Credit, 0, 3);
            var movement = Movement.Decide(debit, credit, m.Amount);
            return movement is null
                ? m.Amount > m.Debit - m.Held
                : movement.Debit.BalanceCents + movement.Credit.BalanceCents == (long)m.Debit + m.Credit
                    && movement.Debit.BalanceCents >= m.Held
                    && movement.Debit.Version == 8
                    && movement.Credit.Version == 4;
        }).QuickCheckThrowOnFailure();

    static CardCheck Decide(CardState card, bool? pinIsRight, DateTimeOffset now) =>
        CardCheck.Decide(card, pinIsRight, true, now, instant => instant.ToOffset(TimeSpan.FromHours(1)));
}
