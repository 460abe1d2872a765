using System.Globalization;
using Caisse.Wallet.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Wallet.Tests;

public sealed class OfflineDecisionTests
{
    static readonly DateTimeOffset Now = new(2026, 12, 5, 12, 0, 0, TimeSpan.Zero);
    static readonly DateOnly Day = new(2026, 12, 5);
    static readonly OfflineFacts Good = new(
        4000, 0, 3000, new Standing("accredited", new DateOnly(2026, 1, 1), null, []), Day, true, null,
        10_000, 0);

    [Fact]
    public void What_the_wallet_lacks_the_guarantee_pays_and_what_both_lack_nobody_does()
    {
        Assert.Equal(new(null, 4000, 0, 0), Decide(4000, Good));
        Assert.Equal(new(null, 1000, 3000, 0), Decide(4000, Good with { AvailableCents = 1000 }));
        Assert.Equal(
            new(null, 1000, 2500, 500), Decide(4000, Good with { AvailableCents = 1000, OwedCents = 500 }));
        Assert.Equal(
            new(null, 0, 0, 4000), Decide(4000, Good with { AvailableCents = 0, OwedCents = 9000 }));
        Assert.Equal(
            "35.00 paid, 5.00 not covered",
            OfflineDecision.Describe(new(null, 1000, 2500, 500)).English);
    }

    [Fact]
    public void What_the_till_could_know_is_held_against_it_and_nothing_else()
    {
        Assert.Equal("above-offline-floor", Decide(4001, Good).Refusal);
        Assert.Null(Decide(1500, Good with { TakenCents = 2500 }).Refusal);
        Assert.Equal(
            "above the 40.00 a day that a till may take of a household without network: 25.01 taken before",
            OfflineDecision.Describe(Decide(1500, Good with { TakenCents = 2501 })).English);
        Assert.Equal("offline-not-offered", Decide(1, Good with { FloorCents = null }).Refusal);
        Assert.Equal("card-unknown", Decide(1, Good with { IsCardKnown = false }).Refusal);
        Assert.Equal("card-blocked", Decide(1, Good with { CardBlockedAt = Now.AddHours(-2) }).Refusal);
        Assert.Null(Decide(1, Good with { CardBlockedAt = Now.AddMinutes(-60) }).Refusal);
        Assert.Equal(
            "point-of-sale-suspended",
            Decide(1, Good with { Standing = Good.Standing! with { State = "suspended" } }).Refusal);
        Assert.Null(Decide(1, Good, Now.AddMinutes(60)).Refusal);
        Assert.Equal("taken-in-the-future", Decide(1, Good, Now.AddMinutes(66)).Refusal);
    }

    [Theory]
    [InlineData("above-offline-floor")]
    [InlineData("offline-not-offered")]
    [InlineData("taken-in-the-future")]
    [InlineData("card-blocked")]
    [InlineData("card-unknown")]
    [InlineData("point-of-sale-suspended")]
    [InlineData("point-of-sale-not-accredited")]
    [InlineData("signature-wrong")]
    [InlineData("counter-used-twice")]
    public void Every_refusal_is_told_in_words_and_not_by_its_name(string refusal)
    {
        var words = OfflineDecision.Describe(OfflineOutcome.Refused(refusal, 100));
        Assert.Contains(' ', words.English);
        Assert.Contains(' ', words.French);
        Assert.NotEqual(words.English, words.French);
    }

    [Fact]
    public void No_cent_of_what_was_taken_is_lost_and_the_guarantee_keeps_its_limit() => Prop.ForAll(
        Gen.Choose(1, 5000).Four().Zip(Gen.Choose(0, 5000)).ToArbitrary(),
        drawn =>
        {
            var ((amount, available, owed, guarantee), taken) = drawn;
            var facts = Good with
            {
                TakenCents = taken,
                AvailableCents = available,
                OwedCents = owed,
                GuaranteeCents = guarantee,
            };
            var outcome = Decide(amount, facts);
            return outcome.MonaCents + outcome.GuaranteedCents + outcome.UnpaidCents == amount
                && (outcome.Refusal is null) == (taken + amount <= facts.FloorCents)
                && outcome.MonaCents <= available
                && outcome.GuaranteedCents <= Math.Max(0, guarantee - owed)
                && (outcome.UnpaidCents == 0 || taken + amount > facts.FloorCents
                    || outcome.GuaranteedCents == Math.Max(0, guarantee - owed));
        }).QuickCheckThrowOnFailure();

    static OfflineOutcome Decide(long cents, OfflineFacts facts, DateTimeOffset? takenAt = null) =>
        OfflineDecision.Decide(
            new OfflinePayment(
                1, new string('a', 64), cents,
                (takenAt ?? Now).ToString(OfflinePayment.InstantForm, CultureInfo.InvariantCulture), "signature"),
            facts, Now);
}
