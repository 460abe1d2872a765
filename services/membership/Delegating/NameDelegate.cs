using Caisse.Membership.Domain;
using Caisse.Membership.Households;
using Caisse.Membership.Sealing;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Delegating;

/// <summary>
/// The coordinator lets a named person see and spend for a household: someone the fund knows by an id, a
/// member or another household's delegate, or someone new; or a guardian, whom a court or a parent appointed
/// and whom the household cannot refuse. Their sign-in is identity's to give.
/// </summary>
static class NameDelegate
{
    /// <param name="MemberId">Whom the fund knows by an id.</param>
    /// <param name="Person">Someone new.</param>
    /// <param name="Kind">delegate or guardian.</param>
    /// <param name="Reference">By what a guardian is appointed.</param>
    /// <param name="WardId">For whom in the household a guardian is; null for its children.</param>
    internal sealed record DelegateRequest(
        Guid? MemberId = null, PersonName? Person = null, string Kind = Appointment.Delegate,
        string? Reference = null, Guid? WardId = null);

    /// <summary>The delegate, with the version of the household.</summary>
    internal sealed record NamedDelegate(Guid Id, Guid HouseholdId, long Version) : IVersioned;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/households/{householdId:guid}/delegates", HandleAsync)
            .Describe(nameof(NameDelegate), "Let a named person see and spend for a household.")
            .Creates()
            .Allow(Grants.Coordinator);

    static async Task<Answer<NamedDelegate>> HandleAsync(
        Guid householdId, DelegateRequest request, Caller caller, Database database,
        PersonalData personal, CancellationToken cancel)
    {
        if (Examine(request).Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.HoldHouseholdAsync(householdId) is not { } household)
        {
            return Refusal.NotFound("household", householdId);
        }
        var delegates = await work.ListAsync<Guid>(
            HoldDelegations.ReadDelegates, new { work.Caisse, householdId });
        var person = request.MemberId is { } memberId
            ? await work.OneAsync<KnownPerson>(FindPerson, new { work.Caisse, memberId })
            : new KnownPerson(true, null);
        if (!person.IsKnown)
        {
            return Refusal.NotFound("member", request.MemberId!.Value);
        }
        if (request.WardId is { } wardId
            && !await work.OneAsync<bool>(LivesThere, new { work.Caisse, householdId, wardId }))
        {
            return Refusal.NotFound("member", wardId);
        }
        if (household.WhyNoDelegate(delegates, request.MemberId, person.HouseholdId) is { } refusal)
        {
            return refusal;
        }
        var named = await WriteAsync(work, personal, household, request);
        await work.CommitAsync(cancel);
        return new Answer<NamedDelegate>
        {
            Value = named,
            Location = $"/v1/caisses/{work.Caisse}/households/{householdId}/delegates",
        };
    }

    static Check Examine(DelegateRequest request)
    {
        var check = new Check().That(
            request.MemberId is null != request.Person is null,
            "memberId", "must be given, or a person, and not both.");
        request.Person?.CheckInto(check, "person.");
        Appointment.CheckInto(check, request.Kind, request.Reference);
        check.That(
            request.WardId is null || request.Kind == Appointment.Guardian, "wardId",
            "goes with a guardian.");
        if (request.MemberId is { } memberId)
        {
            check.Id(memberId, "memberId");
        }
        return check;
    }

    static async Task<NamedDelegate> WriteAsync(
        Work work, PersonalData personal, Household household, DelegateRequest request)
    {
        var delegateId = request.MemberId ?? Guid.CreateVersion7();
        if (request.Person?.Tidy() is { } person)
        {
            await work.ExecuteAsync(InsertPerson, new { work.Caisse, delegateId });
            await personal.WriteAsync(work, delegateId, person);
        }
        var delegationId = Guid.CreateVersion7();
        await work.ExecuteAsync(InsertDelegation, new
        {
            work.Caisse, delegationId, household.HouseholdId, delegateId, work.Now, request.Kind,
            request.WardId,
        });
        if (request.Reference is { } reference)
        {
            await personal.WriteAsync(work, delegationId, new Appointment(reference));
        }
        var version = await work.PublishDelegatesChangedAsync(household.HouseholdId);
        await work.AuditAsync(
            "household.delegate-named", household.HouseholdId, new { household.Version },
            new { version, delegateId, request.Kind, request.WardId });
        return new NamedDelegate(delegateId, household.HouseholdId, version);
    }

    /// <summary>Whom an id names; the household they live in, if they are a member.</summary>
    sealed record KnownPerson(bool IsKnown, Guid? HouseholdId);

    const string FindPerson =
        """
        select count(*) > 0 as is_known, (array_agg(household_id))[1] as household_id
        from (
            select household_id from member
            where caisse_id = @Caisse and member_id = @memberId and left_on is null
            union all
            select null from delegate where caisse_id = @Caisse and delegate_id = @memberId
        ) person
        """;

    const string LivesThere =
        """
        select exists (
            select from member
            where caisse_id = @Caisse and household_id = @householdId and member_id = @wardId
                and left_on is null)
        """;

    const string InsertPerson =
        "insert into delegate (caisse_id, delegate_id) values (@Caisse, @delegateId)";

    const string InsertDelegation =
        """
        insert into delegation (caisse_id, delegation_id, household_id, delegate_id, named_at, kind, ward_id)
        values (@Caisse, @delegationId, @HouseholdId, @delegateId, @Now, @Kind, @WardId)
        """;
}
