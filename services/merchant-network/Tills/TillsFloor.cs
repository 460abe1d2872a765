using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Tills;

/// <summary>The devices of points of sale.</summary>
static class TillsFloor
{
    internal static void Map(ServiceRoutes routes)
    {
        RegisterTill.Map(routes.Caisse);
        ListTills.Map(routes.Caisse);
        EndTill.Map(routes.Caisse);
        NoteTill.Map(routes.Caisse);
        AskForPairing.Map(routes.Platform);
        ReadPairing.Map(routes.Platform);
    }
}
