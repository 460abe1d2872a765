using Caisse.Contracts;
using Caisse.Membership.Domain;
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
        SearchDigests digests, CancellationToken cancel)
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
            ? await AdmitAsync(work, digests, application, fromPeriod)
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
        Work work, SearchDigests digests, ApplicationRow application, Period fromPeriod)
    {
        var people = await work.ListAsync<NewMember>(
            ReadPeople, new { work.Caisse, application.ApplicationId });
        var householdId = Guid.CreateVersion7();
        await WriteStateAsync(work, application, ApplicationState.Admitted, null);
        await work.RegisterHouseholdAsync(digests, new NewHousehold(
            householdId, application.ApplicationId, fromPeriod, people,
            new Address(application.Street, application.PostalCode, application.City, application.District),
            new Contact(application.Email, application.Phone), application.IncomeBracket));
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
        Guid ApplicationId, string State, DateTimeOffset? DecidedAt, string Street, string PostalCode,
        string City, string? District, string? Email, string? Phone, string? IncomeBracket);

    const string HoldApplication =
        """
        select application_id, state, decided_at, street, postal_code, city, district, email, phone,
            income_bracket
        from application where caisse_id = @Caisse and application_id = @applicationId
        for update
        """;

    const string ReadPeople =
        """
        select member_id, first_name, last_name, birth_date
        from application_member where caisse_id = @Caisse and application_id = @ApplicationId
        order by birth_date, member_id
        """;

    const string WriteState =
        """
        update application
        set state = @state, decided_at = @Now, decided_by = @Actor, refusal_reason = @reason
        where caisse_id = @Caisse and application_id = @ApplicationId
        """;

    const string FindHousehold =
        "select household_id from household where caisse_id = @Caisse and application_id = @ApplicationId";
}
