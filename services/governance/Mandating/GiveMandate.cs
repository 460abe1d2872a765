using Caisse.Governance.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Mandating;

/// <summary>Seats a member in a body while a seat is free on every day of the mandate.</summary>
static class GiveMandate
{
    const int LongestMandateYears = 10;

    static readonly IReadOnlyList<string> Origins = ["appointment", "election"];
    static readonly DateOnly FirstDay = new(2000, 1, 1);
    static readonly DateOnly LastDay = new(2100, 1, 1);

    internal sealed record MandateRequest(
        Guid MemberId, string Origin, DateOnly From, DateOnly? Until = null);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/bodies/{bodyId:guid}/mandates", HandleAsync)
            .Describe(nameof(GiveMandate),
                "Seat a member in a body until a last day, by default that of the body's term.")
            .Creates()
            .Allow(Grants.Coordinator);

    static async Task<Answer<ListMandates.MandateAnswer>> HandleAsync(
        Guid bodyId, MandateRequest request, Caller caller, Database database, CancellationToken cancel)
    {
        if (Problem(request) is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        // The body is locked: seats are counted by one at a time.
        if (await work.FindAsync<BodyRow>(LockBody, new { work.Caisse, bodyId }) is not { } body)
        {
            return Refusal.NotFound("body", bodyId);
        }
        var lastDay = request.Until ?? request.From.AddMonths(body.TermMonths).AddDays(-1);
        if (await RefuseAsync(work, bodyId, body.Seats, request.MemberId, new Tenure(request.From, lastDay))
            is { } refusal)
        {
            return refusal;
        }
        var mandate = new ListMandates.MandateAnswer
        {
            Id = Guid.CreateVersion7(),
            BodyId = bodyId,
            MemberId = request.MemberId,
            Origin = request.Origin,
            From = request.From,
            Until = lastDay,
            EndedOn = null,
            EndReason = null,
            GivenAt = work.Now,
        };
        await work.ExecuteAsync(InsertMandate, new
        {
            work.Caisse,
            mandate.Id,
            bodyId,
            mandate.MemberId,
            mandate.Origin,
            mandate.From,
            mandate.Until,
            work.Now,
        });
        await work.AuditAsync("mandate.given", mandate.Id, null, mandate);
        await work.CommitAsync(cancel);
        return new Answer<ListMandates.MandateAnswer>
        {
            Value = mandate,
            Location = $"/v1/caisses/{work.Caisse}/bodies/{bodyId}/mandates",
        };
    }

    static Refusal? Problem(MandateRequest request) => new Check()
        .Id(request.MemberId, "memberId")
        .OneOf(request.Origin, Origins, "origin")
        .That(request.From >= FirstDay && request.From <= LastDay, "from",
            $"must be from {FirstDay:O} to {LastDay:O}.")
        .That(request.Until is null || request.Until >= request.From, "until", "must not be before from.")
        .That(
            request.From > LastDay || request.Until is null
                || request.Until < request.From.AddYears(LongestMandateYears),
            "until", $"must be less than {LongestMandateYears} years after from.")
        .Problem;

    static async Task<Refusal?> RefuseAsync(Work work, Guid bodyId, int seats, Guid memberId, Tenure tenure)
    {
        if (!await work.OneAsync<bool>(IsKnown, new { work.Caisse, memberId }))
        {
            return Refusal.Unprocessable(
                "unknown-member",
                $"Governance knows no member {memberId} of this caisse. "
                + "If the household was admitted just now, try again shortly.");
        }
        var held = await work.ListAsync<HeldRow>(
            ReadHeld, new { work.Caisse, bodyId, tenure.First, tenure.Last });
        if (held.Any(seat => seat.MemberId == memberId))
        {
            return Refusal.Conflict(
                "already-mandated", $"Member {memberId} holds a mandate in this body in that time already.");
        }
        var tenures = held.Select(seat => new Tenure(seat.FirstDay, seat.LastDay)).ToList();
        return Seats.MostHeld(tenures, tenure) >= seats
            ? Refusal.Conflict("no-seat-left", $"All {seats} seats are taken on some day of this mandate.")
                .With("seats", seats)
            : null;
    }

    const string LockBody =
        "select seats, term_months from body where caisse_id = @Caisse and body_id = @bodyId for update";

    const string IsKnown =
        "select exists (select from known_member where caisse_id = @Caisse and member_id = @memberId)";

    const string ReadHeld =
        """
        select member_id, first_day, coalesce(ended_on - 1, last_day) as last_day
        from mandate
        where caisse_id = @Caisse and body_id = @bodyId
            and first_day <= @Last and coalesce(ended_on - 1, last_day) >= greatest(@First, first_day)
        """;

    const string InsertMandate =
        """
        insert into mandate (caisse_id, mandate_id, body_id, member_id, origin, first_day, last_day, given_at)
        values (@Caisse, @Id, @bodyId, @MemberId, @Origin, @From, @Until, @Now)
        """;

    sealed record BodyRow(int Seats, int TermMonths);

    sealed record HeldRow(Guid MemberId, DateOnly FirstDay, DateOnly LastDay);
}
