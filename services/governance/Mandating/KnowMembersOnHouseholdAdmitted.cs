using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Mandating;

/// <summary>Keeps the ids of a household's people: they may be given mandates.</summary>
[Consumer("KnowMembersOnHouseholdAdmitted")]
sealed class KnowMembersOnHouseholdAdmitted : IHandle<HouseholdAdmitted>
{
    public Task HandleAsync(HouseholdAdmitted happened, Work work, CancellationToken cancel) =>
        KnowAsync(work, happened.MemberIds);

    /// <summary>
    /// Adds ids; whoever was known stays known, so the order in which households change does not matter.
    /// </summary>
    internal static Task KnowAsync(Work work, IReadOnlyList<Guid> memberIds) =>
        work.ExecuteAsync(InsertMembers, new { work.Caisse, MemberIds = memberIds.ToArray() });

    const string InsertMembers =
        """
        insert into known_member (caisse_id, member_id)
        select @Caisse, member_id from unnest(@MemberIds) as member_id order by member_id
        on conflict do nothing
        """;
}
