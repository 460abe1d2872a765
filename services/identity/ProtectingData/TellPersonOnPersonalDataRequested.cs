using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.ProtectingData;

/// <summary>Tells a person with which clients they may sign in, and as what.</summary>
[Consumer("TellPersonOnPersonalDataRequested")]
sealed class TellPersonOnPersonalDataRequested : IHandle<PersonalDataRequested>
{
    public Task HandleAsync(PersonalDataRequested requested, Work work, CancellationToken cancel) =>
        work.AnswerAsync(requested, IdentityService.Name, Sections);

    static readonly Dictionary<string, string> Sections = new()
    {
        ["signIns"] =
            """
            select staff_id, client_id, name, email, roles, appointed_at, ended_at from staff
            where caisse_id = @Caisse and member_id = @MemberId
            order by appointed_at limit @MostRows
            """,
        ["accounts"] =
            """
            select a.account_id, a.name, a.email, a.language, a.created_at, g.grants, g.granted_at
            from account a join account_grant g using (account_id)
            where g.caisse_id = @Caisse and g.member_id = @MemberId
            order by a.created_at limit @MostRows
            """,
        ["invitations"] =
            """
            select invitation_id, name, email, grants, invited_by, invited_at, expires_at, accepted_at
            from invitation where caisse_id = @Caisse and member_id = @MemberId
            order by invited_at limit @MostRows
            """,
        ["sessions"] =
            """
            select s.session_id, s.device, s.amr, s.signed_in_at, s.seen_at, s.ended_at
            from session s join account_grant g using (account_id)
            where g.caisse_id = @Caisse and g.member_id = @MemberId
            order by s.signed_in_at limit @MostRows
            """,
        ["passkeys"] =
            """
            select p.name, p.created_at, p.used_at
            from passkey p join account_grant g using (account_id)
            where g.caisse_id = @Caisse and g.member_id = @MemberId
            order by p.created_at limit @MostRows
            """,
    };
}
