using Caisse.Contracts;
using Caisse.Membership.Domain;
using Caisse.Membership.Sealing;
using Caisse.Membership.Searching;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Applying;

/// <summary>
/// The coordinator admits a household that asked to join, or refuses it, once; before that, it may wait for
/// a place.
/// </summary>
static class DecideApplication
{
    internal sealed record AdmissionRequest(
        string Decision, Period? FromPeriod = null, string? Reason = null);

    internal sealed record AdmissionAnswer(
        Guid Id, string State, Guid? HouseholdId, IReadOnlyList<DuplicateWarning> Warnings);

    const string Admit = "admit";
    const string Refuse = "refuse";
    const string Wait = "wait";
    const int LongestReason = 500;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/applications/{applicationId:guid}/admission", HandleAsync)
            .Describe(nameof(DecideApplication), "Admit who asked to join, refuse them, or let them wait.")
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
        if (await work.HoldApplicationsAsync(applicationId) is not [var application])
        {
            return Refusal.NotFound("application", applicationId);
        }
        if (!ApplicationState.IsUndecided(application.State))
        {
            return await AlreadyDecidedAsync(work, application);
        }
        if (request.Decision == Wait && application.State == ApplicationState.Waiting)
        {
            return Refusal.Conflict("already-waiting", "This application is on the waiting list already.");
        }
        var answer =
            request.FromPeriod is { } fromPeriod
                ? await AdmitAsync(work, personal, digests, application, fromPeriod)
            : request.Reason is { } reason ? await RefuseAsync(work, application, reason)
            : await WaitAsync(work, application);
        await work.CommitAsync(cancel);
        return answer;
    }

    static Check Examine(AdmissionRequest request)
    {
        var check = new Check().OneOf(request.Decision, [Admit, Refuse, Wait], "decision")
            .That(request.FromPeriod is null == (request.Decision != Admit), "fromPeriod", "goes with admit.")
            .That(request.Reason is null == (request.Decision != Refuse), "reason", "goes with refuse.");
        if (request.FromPeriod is { } fromPeriod)
        {
            Household.CheckPeriodInto(check, fromPeriod, "fromPeriod");
        }
        return request.Reason is { } reason ? check.Text(reason, "reason", LongestReason) : check;
    }

    static async Task<Refusal> AlreadyDecidedAsync(Work work, HeldApplication application)
    {
        var householdId = await work.FindAsync<Guid?>(
            FindHousehold, new { work.Caisse, application.ApplicationId });
        return Refusal.Conflict(
            "already-decided",
            $"This application was {application.State} on {application.DecidedAt:yyyy-MM-dd}.")
            .With("state", application.State).With("householdId", householdId);
    }

    static async Task<AdmissionAnswer> AdmitAsync(
        Work work, PersonalData personal, SearchDigests digests, HeldApplication application,
        Period fromPeriod)
    {
        var admitted = await work.AdmitApplicationsAsync(personal, digests, [application], fromPeriod);
        return new AdmissionAnswer(
            application.ApplicationId, ApplicationState.Admitted, admitted[0].HouseholdId,
            admitted[0].Warnings);
    }

    static Task<AdmissionAnswer> RefuseAsync(Work work, HeldApplication application, string reason) =>
        WriteAsync(work, application, ApplicationState.Refused, WriteRefused, reason);

    static Task<AdmissionAnswer> WaitAsync(Work work, HeldApplication application) =>
        WriteAsync(work, application, ApplicationState.Waiting, WriteWaiting);

    static async Task<AdmissionAnswer> WriteAsync(
        Work work, HeldApplication application, string state, string write, string? reason = null)
    {
        await work.ExecuteAsync(
            write, new { work.Caisse, application.ApplicationId, work.Now, work.Actor, reason });
        await work.AuditAsync(
            $"application.{state}", application.ApplicationId, new { application.State },
            new { State = state });
        return new AdmissionAnswer(application.ApplicationId, state, null, []);
    }

    /// <summary>Nobody is warned of an application that was decided: it is found no more.</summary>
    const string WriteRefused =
        """
        update application
        set state = 'refused', decided_at = @Now, decided_by = @Actor, refusal_reason = @reason
        where caisse_id = @Caisse and application_id = @ApplicationId;
        delete from search_entry where caisse_id = @Caisse and holder_id = @ApplicationId;
        """;

    /// <summary>Its turn goes by when it was received, so that nothing else of it changes.</summary>
    const string WriteWaiting =
        """
        update application set state = 'waiting'
        where caisse_id = @Caisse and application_id = @ApplicationId
        """;

    const string FindHousehold =
        "select household_id from household where caisse_id = @Caisse and application_id = @ApplicationId";
}
