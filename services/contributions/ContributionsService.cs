using Caisse.Contracts.Membership;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Contracts.Wallet;
using Caisse.Contributions.Backing;
using Caisse.Contributions.Collecting;
using Caisse.Contributions.DecidingRules;
using Caisse.Contributions.Freezing;
using Caisse.Contributions.Funding;
using Caisse.Contributions.Journaling;
using Caisse.Contributions.KnowingHouseholds;
using Caisse.Contributions.Pledging;
using Caisse.Contributions.ProtectingData;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions;

/// <summary>What households contribute, who funds, and the fund's euros.</summary>
public sealed class ContributionsService : ICaisseService
{
    /// <inheritdoc />
    public static string Name => "contributions";

    /// <inheritdoc />
    public static void Register(ServiceRegistration service) => service
        .OwnsRules()
        .Handles<HouseholdAdmitted, KeepHouseholdOnAdmitted>()
        .Handles<HouseholdChanged, KeepHouseholdOnChanged>()
        .Handles<HouseholdDeparted, KeepHouseholdOnDeparted>()
        .Handles<AllocationRunRequested, FreezeContributionsOnAllocationRunRequested>()
        .Handles<FundsReservationRequested, ReserveFundsOnRequest>()
        .Handles<AllocationRunCompleted, BookAllocationOnRunCompleted>()
        .Handles<WalletsExpired, FreeBackingOnWalletsExpired>()
        .Handles<GuaranteeMoved, BookGuaranteeOnGuaranteeMoved>()
        .Handles<SettlementIssued, PaySettlementOnIssued>()
        .Handles<ReceiptReimbursed, PayHouseholdOnReceiptReimbursed>()
        .Handles<PersonalDataRequested, TellPersonOnPersonalDataRequested>();

    /// <inheritdoc />
    public static void Map(ServiceRoutes routes)
    {
        var caisse = routes.Caisse;
        ReadContributionScheme.Map(caisse);
        QuoteContribution.Map(caisse);
        MakePledge.Map(caisse);
        ChangePledge.Map(caisse);
        ReadPledge.Map(caisse);
        ListPledges.Map(caisse);
        RunCollection.Map(caisse);
        ReadCollection.Map(caisse);
        ListCollections.Map(caisse);
        ListContributions.Map(caisse);
        RecordReceipt.Map(caisse);
        ReadHouseholdContributions.Map(caisse);
        AddFunder.Map(caisse);
        ReadFunder.Map(caisse);
        ListFunders.Map(caisse);
        PromiseGrant.Map(caisse);
        ReadGrant.Map(caisse);
        ListGrants.Map(caisse);
        ReceiveInstalment.Map(caisse);
        ReadFund.Map(caisse);
        ExportJournal.Map(caisse);
    }
}
