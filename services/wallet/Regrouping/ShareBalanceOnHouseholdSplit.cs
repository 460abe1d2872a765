using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.OpeningWallets;
using Caisse.Wallet.Suspending;

namespace Caisse.Wallet.Regrouping;

/// <summary>
/// Gives those who formed a household of their own their share of what the wallet they left has available.
/// What authorisations hold stays, and so does what the household owes the fund. The new household's
/// admission may be heard later, as may this after a merge of the one they left.
/// </summary>
[Consumer("ShareBalanceOnHouseholdSplit")]
sealed class ShareBalanceOnHouseholdSplit : IHandle<HouseholdSplit>
{
    public async Task HandleAsync(HouseholdSplit happened, Work work, CancellationToken cancel)
    {
        var (left, formed) = await MoveBalance.LockAsync(
            work, happened.HouseholdId, happened.NewHouseholdId);
        var holderId = await Households.FindHolderAsync(work, happened.HouseholdId);
        var householdId = happened.NewHouseholdId;
        if (await work.FindAsync<BalanceShare>(
            BalanceShare.Select, new { work.Caisse, householdId }) is not null)
        {
            return;
        }
        // Already where all of it belongs: the household they left has merged into the one they formed.
        if (holderId == happened.NewHouseholdId)
        {
            await SettleAsync(work, happened, 0, left, null);
            return;
        }
        var (holder, _) = await MoveBalance.LockAsync(work, holderId, happened.NewHouseholdId);
        var carriedCents = await work.OneAsync<long>(ReadCarried, new { left.AccountNumber });
        var cents = happened.ShareCents ?? Math.Min(
            holder.AvailableCents,
            SplitShare.InProportion(
                left.AvailableCents + carriedCents, happened.LeavingMemberIds.Count, happened.People));
        var standing = await work.FindStandingAsync(holderId);
        var refused = SplitShare.WhyNot(holder, cents, standing!.IsSuspended);
        if (refused is null && cents > 0)
        {
            await MoveBalance.MoveAsync(
                work, holder, formed, cents, MovementKind.Split, happened.NewHouseholdId);
        }
        await SettleAsync(work, happened, cents, holder, refused);
    }

    static async Task SettleAsync(
        Work work, HouseholdSplit happened, long cents, AccountState holder, Refusal? refused)
    {
        var share = new BalanceShare(
            happened.NewHouseholdId, happened.HouseholdId, happened.ShareCents, holder.AvailableCents,
            refused is null ? BalanceShare.Moved : BalanceShare.Refused, refused?.Type,
            refused is null ? cents : 0, work.Now, work.Actor);
        await work.ExecuteAsync(Insert, new
        {
            work.Caisse, share.NewHouseholdId, share.HouseholdId, share.AskedCents, share.AvailableCents,
            share.State, share.Reason, share.MovedCents, share.DecidedAt, share.DecidedBy,
        });
        await work.AuditAsync("wallet.shared", happened.NewHouseholdId, null, share);
        if (refused is not null)
        {
            await work.PublishAsync(new SplitShareRefused(
                work.Caisse, happened.HouseholdId, happened.NewHouseholdId, cents, holder.AvailableCents,
                refused.Type, work.Now));
        }
    }

    static readonly string ReadCarried =
        $"""
        select coalesce(sum(amount_cents), 0)::bigint from transfer
        where debit_account = @AccountNumber and kind = {MovementKind.Merge.Sql}
        """;

    const string Insert =
        """
        insert into balance_share (caisse_id, new_household_id, household_id, asked_cents, available_cents,
            state, reason, moved_cents, decided_at, decided_by)
        values (@Caisse, @NewHouseholdId, @HouseholdId, @AskedCents, @AvailableCents,
            @State, @Reason, @MovedCents, @DecidedAt, @DecidedBy)
        """;
}
