using Caisse.Contracts.Governance;
using Caisse.MerchantNetwork.Directory.Accrediting;
using Caisse.MerchantNetwork.Directory.Applying;
using Caisse.MerchantNetwork.Directory.Finding;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Directory;

/// <summary>Which points of sale there are, and which of them are accredited.</summary>
static class DirectoryFloor
{
    internal static ServiceRegistration AddDirectory(this ServiceRegistration service) =>
        service.Handles<DecisionAdopted, ApplyAccreditationOnDecision>();

    internal static void Map(ServiceRoutes routes)
    {
        ApplyForAccreditation.Map(routes.Caisse);
        ListPointsOfSale.Map(routes.Caisse);
        ReadPointOfSale.Map(routes.Caisse);
        ReadAccreditation.Map(routes.Caisse);
    }
}
