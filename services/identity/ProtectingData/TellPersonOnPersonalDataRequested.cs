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
    };
}
