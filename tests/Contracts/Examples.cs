using System.Text.Json;
using Caisse.Contracts;
using Caisse.Contracts.Contributions;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Identity;
using Caisse.Contracts.Membership;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Contracts.Tests;

/// <summary>
/// One example of every event, with every field filled in: an empty field would hide its shape.
/// </summary>
static class Examples
{
    const string Fund = "montpellier";

    static readonly DateTimeOffset At = new(2026, 12, 1, 9, 30, 15, 250, TimeSpan.Zero);
    static readonly DateOnly Day = new(2026, 12, 1);
    static readonly Period Month = Period.Parse("2026-12");

    /// <summary>The examples by the names of their events.</summary>
    internal static IReadOnlyDictionary<string, IEvent> All { get; } = new IEvent[]
    {
        new CaisseFounded(
            Fund, "Caisse alimentaire commune", "Montpellier", "Europe/Paris", "Territoires à vivres",
            "123456789", "FR7630006000011234567890189", Effects(), At),
        new HouseholdAdmitted(Fund, Id(1), [Id(2), Id(3)], Month, 1, At),
        new HouseholdChanged(Fund, Id(1), [Id(2), Id(3), Id(4)], 2, At),
        new HouseholdDelegatesChanged(Fund, Id(1), [Id(13), Id(14)], 3, At),
        new HouseholdDeparted(Fund, Id(1), Month, 3, At),
        new HouseholdSplit(Fund, Id(1), Id(15), [Id(3)], 3, 4000, 4, At),
        new HouseholdsMerged(Fund, Id(15), Id(1), 2, At),
        new PersonalDataRequested(Fund, Id(17), Id(2), [Id(1)], "MFkwEwYHKoZIzj0CAQ==", At),
        new PersonalDataCollected(Fund, Id(17), "wallet", "MFkwEwYHKoZIzj0DAQ==", At),
        new MemberDied(Fund, Id(2), Id(1), Day, At),
        new MemberErased(Fund, Id(2), [Id(1)], At),
        new CompositionFrozen(Fund, Month, 1, 2, [new FrozenHousehold(Id(1), [41, 39, 7])], At, Id(13)),
        new DrawCompleted(Fund, Id(16), Id(17), Id(18), [Id(2), Id(3)], At),
        new DrawnPersonReplaced(Fund, Id(16), Id(2), Id(4), At),
        new ContributionReceived(Fund, Id(5), Id(1), Month, 5500, At),
        new ContributionsFrozen(Fund, Month, 0, 1, [new FrozenContribution(Id(1), 6000, 5500)], At, Id(13)),
        new FundsReserved(Fund, Id(6), 120_000, At, IsPreview: true, FundsPurposes.Allocation),
        new FundsRefused(Fund, Id(6), 120_000, 35_000, At, IsPreview: true, FundsPurposes.Allocation),
        new AllocationRunRequested(Fund, Id(6), Month, At, NeedsContributions: true, IsPreview: true),
        new FundsReservationRequested(
            Fund, Id(6), Month, 120_000, At, IsPreview: true, FundsPurposes.Allocation),
        new AllocationRunCompleted(Fund, Id(6), Month, 12, 120_000, At, FundsPurposes.Allocation),
        new PaymentsCaptured(
            Fund, [new CapturedPayment(Id(7), Id(1), Id(8), 2050, 650, "card", At)], At),
        new PaymentRefunded(Fund, Id(9), Id(7), Id(1), Id(8), 512, At),
        new ReceiptReimbursed(Fund, Id(15), Id(1), Id(8), Day, 2150, At),
        new PointsOfSaleSettled(Fund, Id(10), [new SettledPointOfSale(Id(8), 2050, 512, 1538)], 1538, At),
        new LedgerClosed(Fund, Month, 431, 120_000, new string('a', 64), new string('b', 64), At),
        new ExpiryWarned(Fund, Day, 30, [new WarnedHousehold(Id(1), 4000)], At),
        new WalletsExpired(Fund, Id(14), Day, 12, 48_000, At),
        new GuaranteeMoved(Fund, Id(15), 2_500, At),
        new SplitShareRefused(Fund, Id(1), Id(15), 4000, 2550, "share-above-available", At),
        new WalletSuspended(Fund, Id(1), At),
        new WalletReopened(Fund, Id(1), At),
        new PointOfSaleApplied(Fund, Id(8), "La Ferme du Lez", "producer", At),
        new AccreditationChanged(
            Fund, Id(8), "accredited", Day, Day.AddYears(1), ["bread", "vegetables"], Id(11), 1, At),
        new TillRegistered(
            Fund, Id(12), Id(8), "Comptoir", "till-12", new string('a', 64), At, "TUZrd0V3WUhLb1pJemo="),
        new TillEnded(Fund, Id(12), Id(8), "till-12", At),
        new TillSuspected(Fund, Id(12), Id(8), 7, "counter-used-twice", At),
        new SettlementRequested(Fund, Id(10), Day, At),
        new SettlementIssued(Fund, Id(10), 2050, 512, 15, 1523, At),
        new DecisionAdopted(Fund, Id(11), 2, Effects(), Day, At),
        new DecisionApplied(
            Fund, Id(11), SuspendPointOfSale.Kind, "merchant-network", "It had ended before.", At),
    }.ToDictionary(happened => EventNames.Of(happened.GetType()));

    /// <summary>
    /// One effect of every kind: their shapes travel inside events, so they are part of the contracts.
    /// </summary>
    static DecisionEffect[] Effects() =>
    [
        Effect(SetContributionScheme.Kind, new SetContributionScheme(1000, 500)),
        Effect(SetAllocationScheme.Kind, new SetAllocationScheme(
            15_000, 7500, 4000, 14, AllocationBasis.Composition, [new AgeBand(14, 4000)], 150, 5000, 40_000,
            ContributionRequirement.Paid, 3000)),
        Effect(SetBackingRatio.Kind, new SetBackingRatio(100)),
        Effect(SetCategoryRates.Kind, new SetCategoryRates([new CategoryRate("wine", 30)])),
        Effect(SetPaymentRules.Kind, new SetPaymentRules(
            10_000, 15_000, 50_000, 8000, 2000, 1440, 3000, 6000, 25, 5000)),
        Effect(SetCarryOver.Kind, new SetCarryOver(SetCarryOver.Expire, 6, 3)),
        Effect(AccreditPointOfSale.Kind, new AccreditPointOfSale([Id(8)], ["bread"], Day)),
        Effect(SuspendPointOfSale.Kind, new SuspendPointOfSale(Id(8), "Prix non affichés")),
        Effect(SetSettlementTerms.Kind, new SetSettlementTerms(100)),
        Effect(SetVotingRules.Kind, new SetVotingRules(
            [new(BodyKinds.CitizensCommittee, VotingModes.QualifiedMajority, 60, 48, new(2, 3), true)])),
    ];

    static DecisionEffect Effect(string kind, object rule) =>
        new(kind, JsonSerializer.Serialize(rule, CaisseJson.Events));

    static Guid Id(int number) => new($"01890000-0000-7000-8000-{number:d12}");
}
