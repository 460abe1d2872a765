using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Mandating;

/// <summary>
/// The mandates of someone who died end with their last day, those to come before they begin: their seats are
/// free. They are given none any more, by no draw either. Votes that were opened before keep their
/// electorate.
/// </summary>
[Consumer("EndMandatesOnMemberDied")]
sealed class EndMandatesOnMemberDied : IHandle<MemberDied>
{
    const string Reason = "death";

    public async Task HandleAsync(MemberDied happened, Work work, CancellationToken cancel)
    {
        await work.ExecuteAsync(RecordDeath, new { work.Caisse, happened.MemberId });
        var ended = await work.ListAsync<(Guid MandateId, DateOnly EndedOn)>(
            End, new { work.Caisse, happened.MemberId, FreeFrom = happened.DiedOn.AddDays(1), Reason });
        foreach (var (mandateId, endedOn) in ended)
        {
            await work.AuditAsync("mandate.ended", mandateId, null, new { endedOn, Reason });
        }
    }

    /// <summary>A death may be heard of before the admission.</summary>
    const string RecordDeath =
        """
        insert into known_member (caisse_id, member_id, has_died) values (@Caisse, @MemberId, true)
        on conflict (caisse_id, member_id) do update set has_died = true
        """;

    /// <summary>As <see cref="EndMandate"/> has it: the first day on which it is no longer held.</summary>
    const string End =
        """
        update mandate set ended_on = greatest(first_day, @FreeFrom), end_reason = @Reason
        where caisse_id = @Caisse and member_id = @MemberId and ended_on is null and @FreeFrom <= last_day
        returning mandate_id, ended_on
        """;
}
