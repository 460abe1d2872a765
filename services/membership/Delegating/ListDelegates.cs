using Caisse.Membership.Domain;
using Caisse.Membership.Households;
using Caisse.Membership.Sealing;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Delegating;

/// <summary>Who may see and spend for a household now; its own people and guardians may know too.</summary>
static class ListDelegates
{
    /// <summary>Guardians of a household that merged come on top of the delegates of the other.</summary>
    const int MostListed = 500;

    /// <param name="Id">The delegate.</param>
    /// <param name="FirstName">Their first name.</param>
    /// <param name="LastName">Their last name.</param>
    /// <param name="Kind">delegate or guardian.</param>
    /// <param name="Reference">By what a guardian is appointed.</param>
    /// <param name="NamedAt">Since when.</param>
    /// <param name="WardId">For whom in the household a guardian is; null for its children.</param>
    internal sealed record ListedDelegate(
        Guid Id, string FirstName, string LastName, string Kind, string? Reference, DateTimeOffset NamedAt,
        Guid? WardId);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/households/{householdId:guid}/delegates", HandleAsync)
            .Describe(nameof(ListDelegates), "Who may see and spend for a household.")
            .Allow(Grants.Coordinator, Grants.Treasurer, Grants.Member, Grants.Delegate);

    static async Task<Answer<Page<ListedDelegate>>> HandleAsync(
        Guid householdId, Caller caller, Database database, PersonalData personal,
        CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var isStaff = caller.Has(Grants.Coordinator) || caller.Has(Grants.Treasurer);
        var mayRead = await work.OneAsync<bool>(
            MayRead, new { work.Caisse, householdId, isStaff, caller.MemberId });
        if (!mayRead && !await work.IsGuardianOfAsync(caller, householdId))
        {
            return Refusal.NotFound("household", householdId);
        }
        var delegates = await work.ListAsync<DelegateRow>(
            Read, new { work.Caisse, householdId, MostListed });
        var names = await personal.ReadAsync<PersonName>(work, delegates.Select(one => one.DelegateId));
        var appointments = await personal.ReadAsync<Appointment>(
            work, delegates.Select(one => one.DelegationId));
        if (isStaff || !mayRead)
        {
            await work.RecordLookAsync("household.delegates-read", [householdId]);
            await work.CommitAsync(cancel);
        }
        return new Page<ListedDelegate>(
            [.. delegates.Select(one => Describe(
                one, names.GetValueOrDefault(one.DelegateId, PersonName.Erased),
                appointments.GetValueOrDefault(one.DelegationId)))],
            null);
    }

    static ListedDelegate Describe(DelegateRow row, PersonName name, Appointment? appointment) => new(
        row.DelegateId, name.FirstName, name.LastName, row.Kind, appointment?.Reference, row.NamedAt,
        row.WardId);

    sealed record DelegateRow(
        Guid DelegationId, Guid DelegateId, string Kind, DateTimeOffset NamedAt, Guid? WardId);

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
        select delegation_id, delegate_id, kind, named_at, ward_id from delegation
        where caisse_id = @Caisse and household_id = @householdId and ended_at is null
        order by named_at, delegate_id limit @MostListed
        """;
}
