using Caisse.Contracts;
using Caisse.Membership.Domain;
using Caisse.Membership.ProtectingData;
using Caisse.Membership.Registering;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Applying;

/// <summary>The coordinator admits a household that asked to join, or refuses it, once.</summary>
static class DecideApplication
{
    internal sealed record AdmissionRequest(
        string Decision, Period? FromPeriod = null, string? Reason = null);

    internal sealed record AdmissionAnswer(Guid Id, string State, Guid? HouseholdId);

    const string Admit = "admit";
    const string Refuse = "refuse";
    const int LongestReason = 500;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/applications/{applicationId:guid}/admission", HandleAsync)
            .Describe(nameof(DecideApplication), "Admit a household that asked to join, or refuse it.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<AdmissionAnswer>> HandleAsync(
        Guid applicationId, AdmissionRequest request, Caller caller, Database database,
        PersonalData personal, SearchDigests digests, CancellationToken cancel)
    {
        if (Examine(request).Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var found = await work.FindAsync<ApplicationRow>(HoldApplication, new { work.Caisse, applicationId });
        if (found is not { } application)
        {
            return Refusal.NotFound("application", applicationId);
        }
        if (application.State != ApplicationState.Received)
        {
            return await AlreadyDecidedAsync(work, application);
        }
        var answer = request.FromPeriod is { } fromPeriod
            ? await AdmitAsync(work, personal, digests, application, fromPeriod)
            : await RefuseAsync(work, application, request.Reason!);
        await work.CommitAsync(cancel);
        return answer;
    }

    static Check Examine(AdmissionRequest request)
    {
        var check = new Check().OneOf(request.Decision, [Admit, Refuse], "decision")
            .That(request.FromPeriod is null == (request.Decision != Admit), "fromPeriod", "goes with admit.")
            .That(request.Reason is null == (request.Decision != Refuse), "reason", "goes with refuse.");
        if (request.FromPeriod is { } fromPeriod)
        {
            Household.CheckPeriodInto(check, fromPeriod, "fromPeriod");
        }
        return request.Reason is { } reason ? check.Text(reason, "reason", LongestReason) : check;
    }

    static async Task<Refusal> AlreadyDecidedAsync(Work work, ApplicationRow application)
    {
        var householdId = await work.FindAsync<Guid?>(
            FindHousehold, new { work.Caisse, application.ApplicationId });
        return Refusal.Conflict(
            "already-decided",
            $"This application was {application.State} on {application.DecidedAt:yyyy-MM-dd}.")
            .With("state", application.State).With("householdId", householdId);
    }

    static async Task<AdmissionAnswer> AdmitAsync(
        Work work, PersonalData personal, SearchDigests digests, ApplicationRow application,
        Period fromPeriod)
    {
        var people = await work.ListAsync<(Guid MemberId, DateOnly BirthDate)>(
            ReadPeople, new { work.Caisse, application.ApplicationId });
        var names = await personal.ReadAsync<PersonName>(work, people.Select(person => person.MemberId));
        var known = await personal.FindAsync<Whereabouts>(work, application.ApplicationId);
        var householdId = Guid.CreateVersion7();
        await WriteStateAsync(work, application, ApplicationState.Admitted, null);
        await work.RegisterHouseholdAsync(personal, digests, new NewHousehold(
            householdId, application.ApplicationId, fromPeriod,
            [.. people.Select(person => new NewMember(
                person.MemberId, names[person.MemberId].FirstName, names[person.MemberId].LastName,
                person.BirthDate))],
            known!.In(application.PostalCode, application.City, application.District), known.Contact,
            application.IncomeBracket));
        await work.AuditAsync(
            "application.admitted", application.ApplicationId, new { State = ApplicationState.Received },
            new { State = ApplicationState.Admitted, householdId });
        return new AdmissionAnswer(application.ApplicationId, ApplicationState.Admitted, householdId);
    }

    static async Task<AdmissionAnswer> RefuseAsync(Work work, ApplicationRow application, string reason)
    {
        await WriteStateAsync(work, application, ApplicationState.Refused, reason);
        await work.AuditAsync(
            "application.refused", application.ApplicationId, new { State = ApplicationState.Received },
            new { State = ApplicationState.Refused });
        return new AdmissionAnswer(application.ApplicationId, ApplicationState.Refused, null);
    }

    static Task<int> WriteStateAsync(Work work, ApplicationRow application, string state, string? reason) =>
        work.ExecuteAsync(
            WriteState, new { work.Caisse, application.ApplicationId, state, work.Now, work.Actor, reason });

    sealed record ApplicationRow(
        Guid ApplicationId, string State, DateTimeOffset? DecidedAt, string PostalCode, string City,
        string? District, string? IncomeBracket);

    const string HoldApplication =
        """
        select application_id, state, decided_at, postal_code, city, district, income_bracket
        from application where caisse_id = @Caisse and application_id = @applicationId
        for update
        """;

    const string ReadPeople =
        """
        select member_id, birth_date
        from application_member where caisse_id = @Caisse and application_id = @ApplicationId
        order by birth_date, member_id
        """;

    /// <summary>Nobody is warned of an application that was decided: it is found no more.</summary>
    const string WriteState =
        """
        update application
        set state = @state, decided_at = @Now, decided_by = @Actor, refusal_reason = @reason
        where caisse_id = @Caisse and application_id = @ApplicationId;
        delete from search_entry where caisse_id = @Caisse and holder_id = @ApplicationId;
        """;

    const string FindHousehold =
        "select household_id from household where caisse_id = @Caisse and application_id = @ApplicationId";
}
