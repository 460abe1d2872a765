using Caisse.Contracts.Contributions;
using Caisse.Contracts.Governance;
using Caisse.Contracts.Membership;
using Caisse.Contracts.MerchantNetwork;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Allocating;
using Caisse.Wallet.Capturing;
using Caisse.Wallet.CheckingLedger;
using Caisse.Wallet.Forgetting;
using Caisse.Wallet.HandlingCards;
using Caisse.Wallet.IssuingVouchers;
using Caisse.Wallet.OpeningWallets;
using Caisse.Wallet.Paying;
using Caisse.Wallet.ReadingWallets;
using Caisse.Wallet.Refunding;
using Caisse.Wallet.Reimbursing;
using Caisse.Wallet.Settling;
using Caisse.Wallet.ShowingCodes;

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
            .Handles<HouseholdDelegatesChanged, FollowDelegatesOnHouseholdDelegatesChanged>()
            .Handles<DecisionAdopted, ApplyAllocationSchemeOnDecision>()
            .Handles<DecisionAdopted, ApplyCategoryRatesOnDecision>()
            .Handles<DecisionAdopted, ApplyPaymentRulesOnDecision>()
            .Handles<AccreditationChanged, FollowAccreditationOnChange>()
            .Handles<CompositionFrozen, ComputeAllocationsOnCompositionFrozen>()
            .Handles<FundsReserved, StartCreditingOnFundsReserved>()
            .Handles<FundsRefused, RefuseRunOnFundsRefused>()
            .Handles<FundsReserved, IssueVouchersOnFundsReserved>()
            .Handles<FundsRefused, RefuseVouchersOnFundsRefused>()
            .Handles<SettlementRequested, BurnOnSettlementRequested>();
        service.Services.AddSingleton<Pins>();
        service.AddConnections(PaymentWriter.Connections, PaymentWriter.Settings, MostWriters);
        service.Services.AddSingleton<ActorNumbers>();
        service.Services.AddSingleton<PaymentWriter>();
        service.Services.AddHostedService(provider => provider.GetRequiredService<PaymentWriter>());
        service.Services.AddHostedService<ReleaseExpiredHolds>();
        service.Services.AddSingleton<CreditAllocations>();
        service.Services.AddHostedService(provider => provider.GetRequiredService<CreditAllocations>());
        service.Services.AddSingleton<VoucherSerials>();
        service.Services.AddSingleton<ExpireVouchers>();
        service.Services.AddHostedService(provider => provider.GetRequiredService<ExpireVouchers>());
        service.Services.AddSingleton<ForgetWhatIsOver>();
        service.Services.AddHostedService(provider => provider.GetRequiredService<ForgetWhatIsOver>());
    }

    /// <inheritdoc />
    public static void Map(ServiceRoutes routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        StartAllocationRun.Map(routes.Caisse);
        ReadAllocationRun.Map(routes.Caisse);
        IssueCard.Map(routes.Caisse);
        ListCards.Map(routes.Caisse);
        BlockCard.Map(routes.Caisse);
        ReplaceCard.Map(routes.Caisse);
        SetPin.Map(routes.Caisse);
        IssueVouchers.Map(routes.Caisse);
        ApproveVouchers.Map(routes.Caisse);
        ListVoucherBatches.Map(routes.Caisse);
        ReadVoucherBatch.Map(routes.Caisse);
        ListVouchers.Map(routes.Caisse);
        CancelVoucher.Map(routes.Caisse);
        ShowCode.Map(routes.Caisse);
        AskForPayment.Map(routes.Caisse);
        ReadPaymentRequest.Map(routes.Caisse);
        CancelPaymentRequest.Map(routes.Caisse);
        ClaimReceipt.Map(routes.Caisse);
        ListClaims.Map(routes.Caisse);
        ReadClaim.Map(routes.Caisse);
        ReadReceiptFile.Map(routes.Caisse);
        ApproveClaim.Map(routes.Caisse);
        RefuseClaim.Map(routes.Caisse);
        ListReimbursements.Map(routes.Caisse);
        PayPointOfSale.Map(routes.Caisse);
        ReadPayment.Map(routes.Caisse);
        CapturePayment.Map(routes.Caisse);
        VoidPayment.Map(routes.Caisse);
        RefundPayment.Map(routes.Caisse);
        ReadWallet.Map(routes.Caisse);
        ReadStatement.Map(routes.Caisse);
        CheckLedger.Map(routes.Caisse);
    }
}
