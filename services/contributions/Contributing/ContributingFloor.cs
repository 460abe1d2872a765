using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.Contributions.Contributing.Collecting;
using Caisse.Contributions.Contributing.Freezing;
using Caisse.Contributions.Contributing.KnowingHouseholds;
using Caisse.Contributions.Contributing.Pledging;
using Caisse.Contributions.Contributing.ReadingSchemes;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing;

/// <summary>What households promise to contribute, owe and pay.</summary>
static class ContributingFloor
{
    internal static ServiceRegistration AddContributing(this ServiceRegistration service) => service
        .Handles<HouseholdAdmitted, KeepHouseholdOnAdmitted>()
        .Handles<HouseholdChanged, KeepHouseholdOnChanged>()
        .Handles<HouseholdDeparted, KeepHouseholdOnDeparted>()
        .Handles<AllocationRunRequested, FreezeContributionsOnAllocationRunRequested>();

    internal static void Map(RouteGroupBuilder caisse)
    {
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
    }
}
