using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.ProtectingData;

/// <summary>
/// Forgets what people wrote and photographed about a household that is forgotten, blocks its cards, and
/// lets the person see and spend no longer. Movements stay as they are: they know ids alone.
/// </summary>
[Consumer("ForgetPersonOnMemberErased")]
sealed class ForgetPersonOnMemberErased : IHandle<MemberErased>
{
    public async Task HandleAsync(MemberErased erased, Work work, CancellationToken cancel)
    {
        // Payments are decided under this lock: none that is under way is answered after a card is blocked.
        await Ledger.LockAsync(work);
        await work.ExecuteAsync(
            Forget,
            new { work.Caisse, erased.MemberId, HouseholdIds = erased.HouseholdIds.ToArray(), work.Now });
    }

    const string Forget =
        """
        update household
        set member_ids = array_remove(member_ids, @MemberId),
            delegate_ids = array_remove(delegate_ids, @MemberId)
        where caisse_id = @Caisse and @MemberId = any(member_ids || delegate_ids);
        update household set state_reason = 'erased'
        where caisse_id = @Caisse and household_id = any(@HouseholdIds) and state_reason is not null;
        update card set state = 'blocked', blocked_at = @Now
        where caisse_id = @Caisse and household_id = any(@HouseholdIds) and state <> 'blocked';
        delete from receipt_file using receipt_claim
        where receipt_claim.caisse_id = @Caisse and household_id = any(@HouseholdIds)
            and receipt_file.caisse_id = receipt_claim.caisse_id
            and receipt_file.claim_id = receipt_claim.claim_id;
        update receipt_claim set refusal_reason = 'erased'
        where caisse_id = @Caisse and household_id = any(@HouseholdIds) and refusal_reason is not null;
        update correction set reason = 'erased'
        where caisse_id = @Caisse and household_id = any(@HouseholdIds);
        update supplement set reason = 'erased'
        where caisse_id = @Caisse and household_id = any(@HouseholdIds);
        """;
}
