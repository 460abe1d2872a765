using Caisse.ServiceDefaults;

namespace Caisse.Governance.Mandating;

/// <summary>Ends a mandate before its last day: someone steps down or moves away.</summary>
static class EndMandate
{
    const int LongestReason = 500;

    /// <summary>
    /// The mandate is no longer held from <c>EndedOn</c> on, so a successor may begin on that day.
    /// </summary>
    internal sealed record EndRequest(DateOnly EndedOn, string Reason);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/bodies/{bodyId:guid}/mandates/{mandateId:guid}/end", HandleAsync)
            .Describe(nameof(EndMandate), "End a mandate early; from endedOn on its seat is free.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<ListMandates.MandateAnswer>> HandleAsync(
        Guid bodyId, Guid mandateId, EndRequest request, Caller caller, Database database,
        CancellationToken cancel)
    {
        if (new Check().Text(request.Reason, "reason", LongestReason).Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var parameters = new { work.Caisse, bodyId, mandateId };
        if (await work.FindAsync<ListMandates.MandateAnswer>(LockMandate, parameters) is not { } mandate)
        {
            return Refusal.NotFound("mandate", mandateId);
        }
        if (mandate.EndedOn is { } before)
        {
            return Refusal.Conflict("already-ended", $"This mandate ended on {before:O}.")
                .With("endedOn", before);
        }
        if (request.EndedOn < mandate.From || request.EndedOn > mandate.Until)
        {
            return Refusal.Unprocessable(
                    "not-in-the-mandate",
                    $"endedOn must be a day of the mandate, from {mandate.From:O} to {mandate.Until:O}.")
                .With("from", mandate.From).With("until", mandate.Until);
        }
        var ended = mandate with { EndedOn = request.EndedOn, EndReason = request.Reason };
        await work.ExecuteAsync(WriteEnd, new { work.Caisse, mandateId, request.EndedOn, request.Reason });
        // The reason may tell of an illness or a move: only the mandate has it, where it can be forgotten.
        await work.AuditAsync("mandate.ended", mandateId, new { mandate.Until }, new { request.EndedOn });
        await work.CommitAsync(cancel);
        return ended;
    }

    const string LockMandate =
        """
        select mandate_id as id, body_id, member_id, origin, draw_id, first_day as "from",
            last_day as until, ended_on, end_reason, given_at
        from mandate where caisse_id = @Caisse and body_id = @bodyId and mandate_id = @mandateId
        for update
        """;

    const string WriteEnd =
        """
        update mandate set ended_on = @EndedOn, end_reason = @Reason
        where caisse_id = @Caisse and mandate_id = @mandateId
        """;
}
