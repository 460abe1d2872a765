using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.Membership.Applying;
using Caisse.Membership.Campaigning;
using Caisse.Membership.Delegating;
using Caisse.Membership.Drawing;
using Caisse.Membership.Freezing;
using Caisse.Membership.Importing;
using Caisse.Membership.ProtectingData;
using Caisse.Membership.Registering;
using Caisse.Membership.Regrouping;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.Membership.TakingPart;
using Caisse.ServiceDefaults;

namespace Caisse.Membership;

/// <summary>Who is part of each fund: applications, households, their people, and who counts when.</summary>
public sealed class MembershipService : ICaisseService
{
    /// <inheritdoc />
    public static string Name => "membership";

    /// <inheritdoc />
    public static IReadOnlyList<Setting> Settings => MembershipSettings.All;

    /// <inheritdoc />
    public static void Register(ServiceRegistration service)
    {
        ArgumentNullException.ThrowIfNull(service);
        service.Services.AddSingleton<PersonalData>();
        service.AddWorker<SealPlainColumns>();
        service.AddWorker<EndRetention>();
        service.Services.AddSingleton<SearchDigests>();
        service.AddWorker<DigestPlainReferences>();
        service.AddWorker<IndexWhatIsNotYet>();
        service
            .Handles<AllocationRunRequested, FreezeCompositionOnAllocationRunRequested>()
            .Handles<PersonalDataRequested, TellPersonOnPersonalDataRequested>()
            .Handles<PersonalDataCollected, KeepPartOnPersonalDataCollected>();
        service.AddWorker<ComputePanels>();
    }

    /// <inheritdoc />
    public static void Map(ServiceRoutes routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        SubmitApplication.Map(routes.Caisse);
        ListApplications.Map(routes.Caisse);
        DecideApplication.Map(routes.Caisse);
        AdmitFromWaitingList.Map(routes.Caisse);
        EnrolHousehold.Map(routes.Caisse);
        ListHouseholds.Map(routes.Caisse);
        ReadHousehold.Map(routes.Caisse);
        ChangeHousehold.Map(routes.Caisse);
        AddMember.Map(routes.Caisse);
        RecordMemberDeparture.Map(routes.Caisse);
        RecordHouseholdDeparture.Map(routes.Caisse);
        SplitHousehold.Map(routes.Caisse);
        MergeHouseholds.Map(routes.Caisse);
        ImportHouseholds.Map(routes.Caisse);
        RecordParticipation.Map(routes.Caisse);
        ListParticipations.Map(routes.Caisse);
        WithdrawParticipation.Map(routes.Caisse);
        SummarizeParticipations.Map(routes.Caisse);
        NameDelegate.Map(routes.Caisse);
        ListDelegates.Map(routes.Caisse);
        EndDelegation.Map(routes.Caisse);
        RequestExport.Map(routes.Caisse);
        ReadExport.Map(routes.Caisse);
        EraseMember.Map(routes.Caisse);
        OpenCampaign.Map(routes.Caisse);
        ListCampaigns.Map(routes.Caisse);
        ReadCampaign.Map(routes.Caisse);
        EnterCandidate.Map(routes.Caisse);
        ListCandidates.Map(routes.Caisse);
        WithdrawCandidate.Map(routes.Caisse);
        FreezeCampaign.Map(routes.Caisse);
        CancelCampaign.Map(routes.Caisse);
        SignValue.Map(routes.Caisse);
        DrawPanel.Map(routes.Caisse);
        ReadDraw.Map(routes.Caisse);
        ReadEvidence.Map(routes.Caisse);
        ReadOpenings.Map(routes.Caisse);
        FindOwnPseudonym.Map(routes.Caisse);
        ReadPanel.Map(routes.Caisse);
        ReplaceDrawnPerson.Map(routes.Caisse);
        AdmitDrawnHouseholds.Map(routes.Caisse);
    }
}
