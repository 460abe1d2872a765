using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.ProtectingData;

/// <summary>
/// Forgets why someone's mandates ended, which may tell of an illness or a move. The mandates stay, and what
/// was decided with them.
/// </summary>
[Consumer("ForgetPersonOnMemberErased")]
sealed class ForgetPersonOnMemberErased : IHandle<MemberErased>
{
    public Task HandleAsync(MemberErased erased, Work work, CancellationToken cancel) =>
        work.ExecuteAsync(Forget, new { work.Caisse, erased.MemberId });

    const string Forget =
        """
        update mandate set end_reason = 'erased'
        where caisse_id = @Caisse and member_id = @MemberId and end_reason is not null
        """;
}
