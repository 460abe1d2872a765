using Caisse.Contracts;

namespace Caisse.Wallet.CheckingLedger;

/// <summary>What the movements of a ledger prove about it.</summary>
/// <param name="IsSound">Whether everything below holds.</param>
/// <param name="Since">The last closed month where the check started from there; null for the whole.</param>
/// <param name="SumCents">Sum over all accounts: zero.</param>
/// <param name="IssuedCents">MonA ever issued.</param>
/// <param name="OutstandingHouseholdsCents">In wallets.</param>
/// <param name="OutstandingPointsOfSaleCents">Taken in by points of sale, not reimbursed yet.</param>
/// <param name="OutstandingVouchersCents">Of paper vouchers that the fund issued.</param>
/// <param name="SettledCents">Reimbursed in euros.</param>
/// <param name="ExpiredCents">Expired.</param>
/// <param name="GuaranteeCents">On the account that answers for shortfalls and arrears.</param>
/// <param name="CorrectionCents">On the account of corrections.</param>
/// <param name="Accounts">Accounts looked at.</param>
/// <param name="Transfers">Movements looked at.</param>
/// <param name="AccountsUnlikeTheirEntries">Accounts whose balance or sequence is not what their movements
/// make it, or that have a movement whose balance does not follow.</param>
/// <param name="AccountsBelowTheirFloor">Accounts below zero that must not be, or with more held
/// than there is.</param>
/// <param name="AccountsUnlikeTheirHolds">Accounts that hold more or less than authorisations
/// and vouchers ask for.</param>
/// <param name="TransfersWithoutAccount">Movements of which an account does not exist in this caisse.</param>
sealed record LedgerProof(
    bool IsSound, Period? Since, long SumCents, long IssuedCents, long OutstandingHouseholdsCents,
    long OutstandingPointsOfSaleCents, long OutstandingVouchersCents, long SettledCents, long ExpiredCents,
    long GuaranteeCents, long CorrectionCents, long Accounts, long Transfers, long AccountsUnlikeTheirEntries,
    long AccountsBelowTheirFloor, long AccountsUnlikeTheirHolds, long TransfersWithoutAccount);
