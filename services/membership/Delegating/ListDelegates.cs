using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Delegating;

/// <summary>Who may see and spend for a household now; its own people may know too.</summary>
static class ListDelegates
{
    internal sealed record ListedDelegate(
        Guid Id, string FirstName, string LastName, DateTimeOffset NamedAt);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/households/{householdId:guid}/delegates", HandleAsync)
            .Describe(nameof(ListDelegates), "Who may see and spend for a household.")
            .Allow(Grants.Coordinator, Grants.Treasurer, Grants.Member);

    static async Task<Answer<Page<ListedDelegate>>> HandleAsync(
        Guid householdId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var isStaff = caller.Has(Grants.Coordinator) || caller.Has(Grants.Treasurer);
        var mayRead = await work.OneAsync<bool>(
            MayRead, new { work.Caisse, householdId, isStaff, caller.MemberId });
        return mayRead
            ? new Page<ListedDelegate>(
                await work.ListAsync<ListedDelegate>(
                    Read, new { work.Caisse, householdId, Household.MostDelegates }),
                null)
            : Refusal.NotFound("household", householdId);
    }

    const string MayRead =
        """
        select exists (
            select from household where caisse_id = @Caisse and household_id = @householdId
              and (@isStaff or exists (
                select from member where member.caisse_id = household.caisse_id
                  and member.household_id = household.household_id and member_id = @MemberId
                  and left_on is null)))
        """;

    const string Read =
        """
        select delegation.delegate_id as id, coalesce(delegate.first_name, member.first_name) as first_name,
               coalesce(delegate.last_name, member.last_name) as last_name, named_at
        from delegation
        left join delegate using (caisse_id, delegate_id)
        left join member
          on member.caisse_id = delegation.caisse_id and member.member_id = delegation.delegate_id
        where delegation.caisse_id = @Caisse and delegation.household_id = @householdId and ended_at is null
        order by named_at, delegation.delegate_id limit @MostDelegates
        """;
}
