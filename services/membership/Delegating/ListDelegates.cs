using Caisse.Membership.Domain;
using Caisse.Membership.ProtectingData;
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
        Guid householdId, Caller caller, Database database, PersonalData personal,
        CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var isStaff = caller.Has(Grants.Coordinator) || caller.Has(Grants.Treasurer);
        var mayRead = await work.OneAsync<bool>(
            MayRead, new { work.Caisse, householdId, isStaff, caller.MemberId });
        if (!mayRead)
        {
            return Refusal.NotFound("household", householdId);
        }
        var delegates = await work.ListAsync<(Guid Id, DateTimeOffset NamedAt)>(
            Read, new { work.Caisse, householdId, Household.MostDelegates });
        var names = await personal.ReadAsync<PersonName>(work, delegates.Select(one => one.Id));
        if (isStaff)
        {
            await work.RecordLookAsync("household.delegates-read", [householdId]);
            await work.CommitAsync(cancel);
        }
        return new Page<ListedDelegate>(
            [.. delegates.Select(one =>
                Name(one.Id, names.GetValueOrDefault(one.Id, PersonName.Erased), one.NamedAt))],
            null);
    }

    static ListedDelegate Name(Guid id, PersonName name, DateTimeOffset namedAt) =>
        new(id, name.FirstName, name.LastName, namedAt);

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
        select delegate_id, named_at from delegation
        where caisse_id = @Caisse and household_id = @householdId and ended_at is null
        order by named_at, delegate_id limit @MostDelegates
        """;
}
