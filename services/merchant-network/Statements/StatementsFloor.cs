using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Statements;

/// <summary>What each point of sale took in, for its bookkeeper.</summary>
static class StatementsFloor
{
    internal static ServiceRegistration AddStatements(this ServiceRegistration service) => service
        .Handles<PaymentsCaptured, RecordMovementsOnPayments>()
        .Handles<PaymentRefunded, RecordMovementOnRefund>();

    internal static void Map(ServiceRoutes routes) => ReadStatement.Map(routes.Caisse);
}
