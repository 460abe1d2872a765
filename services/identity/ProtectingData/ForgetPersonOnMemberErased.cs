using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.ProtectingData;

/// <summary>
/// Forgets the name and address of someone who signed in, and lets them in no longer. The client's id stays:
/// audit trails and movements name it.
/// </summary>
[Consumer("ForgetPersonOnMemberErased")]
sealed class ForgetPersonOnMemberErased : IHandle<MemberErased>
{
    public async Task HandleAsync(MemberErased erased, Work work, CancellationToken cancel)
    {
        await work.ExecuteAsync(ForgetHere, new { work.Caisse, erased.MemberId, work.Now });
        var accounts = await work.ListAsync<Guid>(EndGrants, new { work.Caisse, erased.MemberId });
        await work.ExecuteAsync(
            ForgetAccounts, new { Accounts = accounts.ToArray(), Now = TimeProvider.System.GetUtcNow() });
    }

    const string ForgetHere =
        """
        update staff set name = 'erased', email = null, ended_at = coalesce(ended_at, @Now)
        where caisse_id = @Caisse and member_id = @MemberId;
        update oauth_client set name = 'erased', revoked_at = coalesce(revoked_at, @Now)
        where caisse_id = @Caisse and member_id = @MemberId;
        update invitation set name = 'erased', email = null, taken_back_at = coalesce(taken_back_at, @Now)
        where caisse_id = @Caisse and member_id = @MemberId;
        """;

    const string EndGrants =
        "delete from account_grant where caisse_id = @Caisse and member_id = @MemberId returning account_id";

    /// <summary>An account that is of no caisse any more goes with everything that signs it in.</summary>
    const string ForgetAccounts =
        """
        update account set name = 'erased', email = null, ended_at = @Now
        where account_id = any(@Accounts) and ended_at is null
            and not exists (select from grants_of_account(account_id));
        update session set ended_at = coalesce(ended_at, @Now), device = ''
        where account_id in (
            select account_id from account where account_id = any(@Accounts) and ended_at is not null);
        delete from passkey where account_id in (
            select account_id from account where account_id = any(@Accounts) and ended_at is not null);
        delete from second_factor where account_id in (
            select account_id from account where account_id = any(@Accounts) and ended_at is not null);
        delete from recovery_code where account_id in (
            select account_id from account where account_id = any(@Accounts) and ended_at is not null);
        delete from known_device where account_id in (
            select account_id from account where account_id = any(@Accounts) and ended_at is not null);
        delete from app_consent where account_id in (
            select account_id from account where account_id = any(@Accounts) and ended_at is not null);
        """;
}
