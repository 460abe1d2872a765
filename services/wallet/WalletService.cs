using Caisse.Contracts.Contributions;
using Caisse.Contracts.Membership;
using Caisse.Contracts.MerchantNetwork;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Allocating;
using Caisse.Wallet.Capturing;
using Caisse.Wallet.Carrying;
using Caisse.Wallet.CheckingLedger;
using Caisse.Wallet.ClosingMonths;
using Caisse.Wallet.Correcting;
using Caisse.Wallet.Forgetting;
using Caisse.Wallet.HandlingCards;
using Caisse.Wallet.IssuingVouchers;
using Caisse.Wallet.OpeningWallets;
using Caisse.Wallet.Paying;
using Caisse.Wallet.Posting;
using Caisse.Wallet.ProtectingData;
using Caisse.Wallet.ReadingWallets;
using Caisse.Wallet.Refunding;
using Caisse.Wallet.Regrouping;
using Caisse.Wallet.Reimbursing;
using Caisse.Wallet.Settling;
using Caisse.Wallet.ShowingCodes;
using Caisse.Wallet.Suspending;
using Caisse.Wallet.TakingOffline;
using Dapper;

namespace Caisse.Wallet;

/// <summary>The MonA ledger: allocation, cards, payment, refund, settlement.</summary>
public sealed class WalletService : ICaisseService
{
    /// <summary>Caisses whose payments are written at the same instant; others take turns.</summary>
    const int MostWriters = 8;

    /// <inheritdoc />
    public static string Name => "wallet";

    /// <inheritdoc />
    public static IReadOnlyList<Setting> Settings => WalletSettings.All;

    /// <inheritdoc />
    public static void Register(ServiceRegistration service)
    {
        ArgumentNullException.ThrowIfNull(service);
        service
            .OwnsRules()
            .Handles<HouseholdAdmitted, OpenWalletOnHouseholdAdmitted>()
            .Handles<HouseholdChanged, FollowMembersOnHouseholdChanged>()
            .Handles<HouseholdDelegatesChanged, FollowDelegatesOnHouseholdDelegatesChanged>()
            .Handles<HouseholdDeparted, FollowDepartureOnHouseholdDeparted>()
            .Handles<HouseholdSplit, ShareBalanceOnHouseholdSplit>()
            .Handles<HouseholdsMerged, CarryBalanceOnHouseholdsMerged>()
            .Handles<AccreditationChanged, FollowAccreditationOnChange>()
            .Handles<CompositionFrozen, ComputeAllocationsOnCompositionFrozen>()
            .Handles<ContributionsFrozen, ComputeAllocationsOnContributionsFrozen>()
            .Handles<FundsReserved, StartCreditingOnFundsReserved>()
            .Handles<FundsRefused, RefuseRunOnFundsRefused>()
            .Handles<FundsReserved, IssueVouchersOnFundsReserved>()
            .Handles<FundsRefused, RefuseVouchersOnFundsRefused>()
            .Handles<FundsReserved, CreditSupplementOnFundsReserved>()
            .Handles<FundsRefused, RefuseSupplementOnFundsRefused>()
            .Handles<TillRegistered, KnowTillOnTillRegistered>()
            .Handles<SettlementRequested, BurnOnSettlementRequested>()
            .Handles<PersonalDataRequested, TellPersonOnPersonalDataRequested>()
            .Handles<MemberErased, ForgetPersonOnMemberErased>();
        SqlMapper.AddTypeHandler(new AccountKindTypeHandler());
        service.Services.AddSingleton<Pins>();
        service.AddConnections(PaymentWriter.Connections, PaymentWriter.Settings, MostWriters);
        service.Services.AddSingleton<ActorNumbers>();
        service.AddWorker<PaymentWriter>();
        service.AddWorker<ReleaseExpiredHolds>();
        service.AddWorker<FollowMergedWallets>();
        service.AddWorker<CloseMonthsThatAreOver>();
        service.AddWorker<CreditAllocations>();
        service.Services.AddSingleton<VoucherSerials>();
        service.AddWorker<ExpireVouchers>();
        service.AddWorker<ForgetWhatIsOver>();
        service.AddWorker<WorkThroughExpiryRuns>();
    }

    /// <inheritdoc />
    public static void Map(ServiceRoutes routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        StartAllocationRun.Map(routes.Caisse);
        ReadAllocationRun.Map(routes.Caisse);
        ListAllocationRuns.Map(routes.Caisse);
        ListAllocations.Map(routes.Caisse);
        IssueCard.Map(routes.Caisse);
        ListCards.Map(routes.Caisse);
        BlockCard.Map(routes.Caisse);
        ReplaceCard.Map(routes.Caisse);
        SetPin.Map(routes.Caisse);
        IssueVouchers.Map(routes.Caisse);
        ApproveVouchers.Map(routes.Caisse);
        RejectVouchers.Map(routes.Caisse);
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
        ListPayments.Map(routes.Caisse);
        DescribeTill.Map(routes.Caisse);
        TakeOfflinePayments.Map(routes.Caisse);
        CapturePayment.Map(routes.Caisse);
        VoidPayment.Map(routes.Caisse);
        RefundPayment.Map(routes.Caisse);
        RequestSupplement.Map(routes.Caisse);
        ReadSupplement.Map(routes.Caisse);
        ListSupplements.Map(routes.Caisse);
        ApproveSupplement.Map(routes.Caisse);
        RejectSupplement.Map(routes.Caisse);
        RequestCorrection.Map(routes.Caisse);
        ReadCorrection.Map(routes.Caisse);
        ListCorrections.Map(routes.Caisse);
        ApproveCorrection.Map(routes.Caisse);
        RejectCorrection.Map(routes.Caisse);
        StartExpiryRun.Map(routes.Caisse);
        ReadExpiryRun.Map(routes.Caisse);
        SuspendWallet.Map(routes.Caisse);
        ReopenWallet.Map(routes.Caisse);
        ListOwnWallets.Map(routes.Caisse);
        ReadWallet.Map(routes.Caisse);
        ReadStatement.Map(routes.Caisse);
        ListAllocationsOfWallet.Map(routes.Caisse);
        ReadShare.Map(routes.Caisse);
        DecideShare.Map(routes.Caisse);
        CheckLedger.Map(routes.Caisse);
        CloseMonth.Map(routes.Caisse);
        ListClosings.Map(routes.Caisse);
        ExportLedger.Map(routes.Caisse);
    }
}
