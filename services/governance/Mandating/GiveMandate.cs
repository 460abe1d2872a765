using Caisse.Governance.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Mandating;

/// <summary>
/// Seats a member in a body, or all whom a draw by lot gave it, while seats are free on every day of the
/// mandate.
/// </summary>
static class GiveMandate
{
    const int LongestMandateYears = 10;

    internal const string Draw = "draw";

    static readonly IReadOnlyList<string> Origins = ["appointment", "election", Draw];
    static readonly DateOnly FirstDay = new(2000, 1, 1);
    static readonly DateOnly LastDay = new(2100, 1, 1);

    /// <param name="Origin">How they came to it.</param>
    /// <param name="From">First day.</param>
    /// <param name="Until">Last day; null: by the body's term.</param>
    /// <param name="MemberId">Who is appointed or elected.</param>
    /// <param name="DrawId">The draw that fills the mandates, with origin "draw".</param>
    internal sealed record MandateRequest(
        [property: Words(typeof(GiveMandate), nameof(Origins))] string Origin, DateOnly From,
        DateOnly? Until = null, Guid? MemberId = null, Guid? DrawId = null);

    /// <summary>Those of a draw, in a list; one alone is answered as itself.</summary>
    /// <param name="Items">The mandates.</param>
    /// <param name="Skipped">Who was drawn and is given none now.</param>
    internal sealed record MandatesGiven(
        IReadOnlyList<ListMandates.MandateAnswer> Items,
        IReadOnlyList<SeatDrawnPeople.SkippedPerson> Skipped);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/bodies/{bodyId:guid}/mandates", HandleAsync)
            .Describe(nameof(GiveMandate),
                "Seat a member, or with a draw all whom it drew, by default for the body's term.")
            .Creates()
            .Produces<ListMandates.MandateAnswer>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .Allow(Grants.Coordinator);

    static async Task<IResult> HandleAsync(
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
        var tenure = new Tenure(
            request.From, request.Until ?? request.From.AddMonths(body.TermMonths).AddDays(-1));
        if (request.DrawId is { } drawId)
        {
            var drawn = await SeatDrawnPeople.SeatAsync(work, bodyId, drawId, body.Seats, tenure);
            if (drawn.Refusal is null)
            {
                await work.CommitAsync(cancel);
            }
            return drawn;
        }
        var memberId = request.MemberId!.Value;
        if (await RefuseAsync(work, bodyId, body.Seats, memberId, tenure) is { } refusal)
        {
            return refusal;
        }
        var mandate = await WriteAsync(work, bodyId, memberId, request.Origin, tenure);
        await work.CommitAsync(cancel);
        return new Answer<ListMandates.MandateAnswer>
        {
            Value = mandate,
            Location = LocationOf(work, bodyId),
        };
    }

    internal static string LocationOf(Work work, Guid bodyId) =>
        $"/v1/caisses/{work.Caisse}/bodies/{bodyId}/mandates";

    /// <summary>Writes a mandate that was found possible.</summary>
    internal static async Task<ListMandates.MandateAnswer> WriteAsync(
        Work work, Guid bodyId, Guid memberId, string origin, Tenure tenure, Guid? drawId = null)
    {
        var mandate = new ListMandates.MandateAnswer
        {
            Id = Guid.CreateVersion7(),
            BodyId = bodyId,
            MemberId = memberId,
            Origin = origin,
            DrawId = drawId,
            From = tenure.First,
            Until = tenure.Last,
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
            mandate.DrawId,
            mandate.From,
            mandate.Until,
            work.Now,
        });
        await work.AuditAsync("mandate.given", mandate.Id, null, mandate);
        return mandate;
    }

    static Refusal? Problem(MandateRequest request) => new Check()
        .That(request.MemberId is null == (request.Origin == Draw), "memberId", "goes with no draw.")
        .That(request.DrawId is null == (request.Origin != Draw), "drawId", "goes with a draw.")
        .That(request.MemberId != Guid.Empty && request.DrawId != Guid.Empty, "memberId", "must be an id.")
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
        if (!(await work.HoldMembersAsync([memberId])).TryGetValue(memberId, out var hasDied))
        {
            return Refusal.Unprocessable(
                "unknown-member",
                $"Governance knows no member {memberId} of this caisse. "
                + "If the household was admitted just now, try again shortly.");
        }
        if (hasDied)
        {
            return Refusal.Conflict("member-died", $"Member {memberId} has died.");
        }
        var held = await ReadHeldAsync(work, bodyId, tenure);
        if (held.Any(seat => seat.MemberId == memberId))
        {
            return Refusal.Conflict(
                "already-mandated", $"Member {memberId} holds a mandate in this body in that time already.");
        }
        return Seats.MostHeld([.. held.Select(seat => seat.Tenure)], tenure) >= seats
            ? Refusal.Conflict("no-seat-left", $"All {seats} seats are taken on some day of this mandate.")
                .With("seats", seats)
            : null;
    }

    /// <summary>The seats of a body that are held on some day of a tenure.</summary>
    internal static Task<IReadOnlyList<HeldSeat>> ReadHeldAsync(Work work, Guid bodyId, Tenure tenure) =>
        work.ListAsync<HeldSeat>(ReadHeld, new { work.Caisse, bodyId, tenure.First, tenure.Last });

    const string LockBody =
        "select seats, term_months from body where caisse_id = @Caisse and body_id = @bodyId for update";

    const string ReadHeld =
        """
        select member_id, first_day, coalesce(ended_on - 1, last_day) as last_day
        from mandate
        where caisse_id = @Caisse and body_id = @bodyId
            and first_day <= @Last and coalesce(ended_on - 1, last_day) >= greatest(@First, first_day)
        """;

    const string InsertMandate =
        """
        insert into mandate (
            caisse_id, mandate_id, body_id, member_id, origin, draw_id, first_day, last_day, given_at)
        values (@Caisse, @Id, @bodyId, @MemberId, @Origin, @DrawId, @From, @Until, @Now)
        """;

    sealed record BodyRow(int Seats, int TermMonths);

    internal sealed record HeldSeat(Guid MemberId, DateOnly FirstDay, DateOnly LastDay)
    {
        internal Tenure Tenure => new(FirstDay, LastDay);
    }
}
