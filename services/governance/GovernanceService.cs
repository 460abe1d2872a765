using Caisse.Contracts.Governance;
using Caisse.Contracts.Identity;
using Caisse.Contracts.Membership;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Governance.Deciding;
using Caisse.Governance.Mandating;
using Caisse.Governance.OrganisingBodies;
using Caisse.Governance.Proposing;
using Caisse.Governance.ProtectingData;
using Caisse.Governance.Voting;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Governance;

/// <summary>
/// Bodies, mandates, proposals, votes and decisions: the only way to change a rule of a caisse.
/// </summary>
public sealed class GovernanceService : ICaisseService
{
    /// <inheritdoc />
    public static string Name => "governance";

    /// <inheritdoc />
    public static void Register(ServiceRegistration service)
    {
        ArgumentNullException.ThrowIfNull(service);
        service
            .OwnsRules()
            .DescribesEffects()
            .Handles<CaisseFounded, RecordFoundingOnCaisseFounded>()
            .Handles<HouseholdAdmitted, KnowMembersOnHouseholdAdmitted>()
            .Handles<HouseholdChanged, KnowMembersOnHouseholdChanged>()
            .Handles<MemberDied, EndMandatesOnMemberDied>()
            .Handles<DrawCompleted, KnowDrawOnDrawCompleted>()
            .Handles<DrawnPersonReplaced, KnowReplacementOnDrawnPersonReplaced>()
            .Handles<PointOfSaleApplied, KnowPointOfSaleOnPointOfSaleApplied>()
            .Handles<DecisionApplied, RecordApplicationOnDecisionApplied>()
            .Handles<PersonalDataRequested, TellPersonOnPersonalDataRequested>()
            .Handles<MemberErased, ForgetPersonOnMemberErased>();
    }

    /// <inheritdoc />
    public static void Map(ServiceRoutes routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        CreateBody.Map(routes.Caisse);
        ListBodies.Map(routes.Caisse);
        ReadBody.Map(routes.Caisse);
        GiveMandate.Map(routes.Caisse);
        EndMandate.Map(routes.Caisse);
        ListMandates.Map(routes.Caisse);
        SubmitProposal.Map(routes.Caisse);
        ListProposals.Map(routes.Caisse);
        ReadProposal.Map(routes.Caisse);
        OpenVote.Map(routes.Caisse);
        CastBallot.Map(routes.Caisse);
        ReadOwnBallot.Map(routes.Caisse);
        CloseVote.Map(routes.Caisse);
        ReadTally.Map(routes.Caisse);
        ListDecisions.Map(routes.Caisse);
        ReadDecision.Map(routes.Caisse);
        ListRulesInForce.Map(routes.Caisse);
    }
}
