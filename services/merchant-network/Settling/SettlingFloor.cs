using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Settling;

/// <summary>What points of sale are paid in euros for the MonA they took in.</summary>
static class SettlingFloor
{
    internal static ServiceRegistration AddSettling(this ServiceRegistration service) =>
        service.Handles<PointsOfSaleSettled, IssueSettlementOnPointsOfSaleSettled>();

    internal static void Map(ServiceRoutes routes)
    {
        RequestSettlement.Map(routes.Caisse);
        ListSettlements.Map(routes.Caisse);
        ListOwnSettlements.Map(routes.Caisse);
        ReadSettlement.Map(routes.Caisse);
        DownloadBankFile.Map(routes.Caisse);
    }
}
