using Caisse.ServiceDefaults;

namespace Caisse.Governance.Mandating;

/// <summary>What every giving of mandates begins with.</summary>
static class HoldMembers
{
    /// <summary>
    /// Those of them whom governance knows, and whether they have died. A death that is heard of meanwhile
    /// waits until the unit of work ends, and then ends the mandates it gave.
    /// </summary>
    internal static async Task<IReadOnlyDictionary<Guid, bool>> HoldMembersAsync(
        this Work work, IEnumerable<Guid> memberIds) =>
        (await work.ListAsync<MemberRow>(Hold, new { work.Caisse, MemberIds = memberIds.ToArray() }))
            .ToDictionary(member => member.MemberId, member => member.HasDied);

    sealed record MemberRow(Guid MemberId, bool HasDied);

    const string Hold =
        """
        select member_id, has_died from known_member
        where caisse_id = @Caisse and member_id = any(@MemberIds)
        order by member_id for share
        """;
}
