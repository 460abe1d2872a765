using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.ProtectingData;

/// <summary>Tells a person where they sat and how they voted.</summary>
[Consumer("TellPersonOnPersonalDataRequested")]
sealed class TellPersonOnPersonalDataRequested : IHandle<PersonalDataRequested>
{
    public Task HandleAsync(PersonalDataRequested requested, Work work, CancellationToken cancel) =>
        work.AnswerAsync(requested, GovernanceService.Name, Sections);

    static readonly Dictionary<string, string> Sections = new()
    {
        ["mandates"] =
            """
            select mandate_id, body.name as body, origin, first_day, last_day, ended_on, end_reason
            from mandate join body using (caisse_id, body_id)
            where caisse_id = @Caisse and member_id = @MemberId
            order by first_day limit @MostRows
            """,
        ["ballots"] =
            """
            select proposal_id, choice, cast_at from ballot join mandate using (caisse_id, mandate_id)
            where caisse_id = @Caisse and member_id = @MemberId
            order by sequence limit @MostRows
            """,
    };
}
