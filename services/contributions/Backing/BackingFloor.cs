using Caisse.Contracts.MerchantNetwork;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Backing;

/// <summary>The euros behind all MonA: funds first.</summary>
static class BackingFloor
{
    internal static ServiceRegistration AddBacking(this ServiceRegistration service) => service
        .Handles<FundsReservationRequested, ReserveFundsOnRequest>()
        .Handles<AllocationRunCompleted, BookAllocationOnRunCompleted>()
        .Handles<WalletsExpired, FreeBackingOnWalletsExpired>()
        .Handles<GuaranteeMoved, BookGuaranteeOnGuaranteeMoved>()
        .Handles<SettlementIssued, PaySettlementOnIssued>()
        .Handles<ReceiptReimbursed, PayHouseholdOnReceiptReimbursed>();

    internal static void Map(RouteGroupBuilder caisse) => ReadFund.Map(caisse);
}
