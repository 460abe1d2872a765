using Caisse.Contracts.Governance;
using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.MerchantNetwork.Accrediting;
using Caisse.MerchantNetwork.Applying;
using Caisse.MerchantNetwork.FindingPointsOfSale;
using Caisse.MerchantNetwork.KeepingStatements;
using Caisse.MerchantNetwork.ProtectingData;
using Caisse.MerchantNetwork.RegisteringTills;
using Caisse.MerchantNetwork.Settling;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork;

/// <summary>Where MonA can be spent, who may take it, and how points of sale are reimbursed.</summary>
public sealed class MerchantNetworkService : ICaisseService
{
    /// <inheritdoc />
    public static string Name => "merchant-network";

    /// <inheritdoc />
    public static void Register(ServiceRegistration service)
    {
        ArgumentNullException.ThrowIfNull(service);
        service
            .OwnsRules()
            .Handles<DecisionAdopted, ApplyAccreditationOnDecision>()
            .Handles<PaymentsCaptured, RecordMovementsOnPayments>()
            .Handles<PaymentRefunded, RecordMovementOnRefund>()
            .Handles<PointsOfSaleSettled, IssueSettlementOnPointsOfSaleSettled>()
            .Handles<PersonalDataRequested, TellPersonOnPersonalDataRequested>();
    }

    /// <inheritdoc />
    public static void Map(ServiceRoutes routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ApplyForAccreditation.Map(routes.Caisse);
        ListPointsOfSale.Map(routes.Caisse);
        ReadPointOfSale.Map(routes.Caisse);
        ReadAccreditation.Map(routes.Caisse);
        RegisterTill.Map(routes.Caisse);
        ListTills.Map(routes.Caisse);
        EndTill.Map(routes.Caisse);
        NoteTill.Map(routes.Caisse);
        AskForPairing.Map(routes.Platform);
        ReadPairing.Map(routes.Platform);
        ReadStatement.Map(routes.Caisse);
        RequestSettlement.Map(routes.Caisse);
        ListSettlements.Map(routes.Caisse);
        ListOwnSettlements.Map(routes.Caisse);
        ReadSettlement.Map(routes.Caisse);
        DownloadBankFile.Map(routes.Caisse);
    }
}
