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
    public Task HandleAsync(MemberErased erased, Work work, CancellationToken cancel) =>
        work.ExecuteAsync(Forget, new { work.Caisse, erased.MemberId, work.Now });

    const string Forget =
        """
        update staff set name = 'erased', email = null, ended_at = coalesce(ended_at, @Now)
        where caisse_id = @Caisse and member_id = @MemberId;
        update oauth_client set name = 'erased', revoked_at = coalesce(revoked_at, @Now)
        where caisse_id = @Caisse and member_id = @MemberId;
        """;
}
