using Caisse.Contracts.Contributions;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Membership;
using Caisse.Contracts.MerchantNetwork;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Allocating;
using Caisse.Wallet.Capturing;
using Caisse.Wallet.CheckingLedger;
using Caisse.Wallet.ClosingMonths;
using Caisse.Wallet.HandlingCards;
using Caisse.Wallet.OpeningWallets;
using Caisse.Wallet.Paying;
using Caisse.Wallet.ReadingWallets;
using Caisse.Wallet.Refunding;
using Caisse.Wallet.Settling;

namespace Caisse.Wallet;

/// <summary>The MonA ledger: allocation, cards, payment, refund, settlement.</summary>
public sealed class WalletService : ICaisseService
{
    /// <summary>Caisses whose payments are written at the same instant; others take turns.</summary>
    const int MostWriters = 8;

    /// <inheritdoc />
    public static string Name => "wallet";

    /// <inheritdoc />
    public static void Register(ServiceRegistration service)
    {
        ArgumentNullException.ThrowIfNull(service);
        service
            .Handles<HouseholdAdmitted, OpenWalletOnHouseholdAdmitted>()
            .Handles<HouseholdChanged, FollowMembersOnHouseholdChanged>()
            .Handles<DecisionAdopted, ApplyAllocationSchemeOnDecision>()
            .Handles<DecisionAdopted, ApplyCategoryRatesOnDecision>()
            .Handles<DecisionAdopted, ApplyPaymentRulesOnDecision>()
            .Handles<AccreditationChanged, FollowAccreditationOnChange>()
            .Handles<CompositionFrozen, ComputeAllocationsOnCompositionFrozen>()
            .Handles<FundsReserved, StartCreditingOnFundsReserved>()
            .Handles<FundsRefused, RefuseRunOnFundsRefused>()
            .Handles<SettlementRequested, BurnOnSettlementRequested>();
        service.Services.AddSingleton<Pins>();
        service.AddConnections(PaymentWriter.Connections, PaymentWriter.Settings, MostWriters);
        service.Services.AddSingleton<ActorNumbers>();
        service.Services.AddSingleton<PaymentWriter>();
        service.Services.AddHostedService(provider => provider.GetRequiredService<PaymentWriter>());
        service.Services.AddHostedService<ReleaseExpiredHolds>();
        service.Services.AddSingleton<CloseMonthsThatAreOver>();
        service.Services.AddHostedService(provider => provider.GetRequiredService<CloseMonthsThatAreOver>());
        service.Services.AddSingleton<CreditAllocations>();
        service.Services.AddHostedService(provider => provider.GetRequiredService<CreditAllocations>());
    }

    /// <inheritdoc />
    public static void Map(ServiceRoutes routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        StartAllocationRun.Map(routes.Caisse);
        ReadAllocationRun.Map(routes.Caisse);
        IssueCard.Map(routes.Caisse);
        BlockCard.Map(routes.Caisse);
        SetPin.Map(routes.Caisse);
        PayPointOfSale.Map(routes.Caisse);
        ReadPayment.Map(routes.Caisse);
        CapturePayment.Map(routes.Caisse);
        VoidPayment.Map(routes.Caisse);
        RefundPayment.Map(routes.Caisse);
        ReadWallet.Map(routes.Caisse);
        ReadStatement.Map(routes.Caisse);
        CheckLedger.Map(routes.Caisse);
        CloseMonth.Map(routes.Caisse);
        ListClosings.Map(routes.Caisse);
        ExportLedger.Map(routes.Caisse);
    }
}
