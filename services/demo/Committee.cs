using System.Text.Json;

namespace Caisse.Demo;

/// <summary>The citizens' committee: its members vote with their own credentials.</summary>
sealed class Committee(Gateway gateway, Notebook notebook, FundPlan plan, Session coordinator)
{
    const int VotersAtOnce = 8;
    const int MostMandates = 500;

    readonly Dictionary<int, Session> seats = [];
    Guid bodyId;

    /// <summary>Its first seat.</summary>
    internal Session FirstSeat => seats[0];

    /// <summary>How its seats were drawn.</summary>
    internal CommittedDraw Draw { get; private set; } = null!;

    /// <summary>Makes the body; returns its id.</summary>
    internal async Task<Guid> FoundAsync(DateTimeOffset at)
    {
        var body = await OnceAsync("committee", at, "bodies", new
        {
            kind = "citizens_committee",
            name = "Comité citoyen de l'alimentation",
            seats = plan.CommitteeSeats,
            termMonths = 24,
            quorumPercent = 50,
            decisionMode = "majority",
        });
        return bodyId = body.GetProperty("id").GetGuid();
    }

    /// <summary>Gives those who were drawn their mandates; each votes with their own credentials.</summary>
    internal async Task SeatAsync(
        CommittedDraw draw, IReadOnlyList<(Guid PersonId, Session Session)> drawn, DateTimeOffset at)
    {
        Draw = draw;
        foreach (var (seat, (_, session)) in drawn.Index())
        {
            seats[seat] = session;
        }
        var people = drawn.Select(one => one.PersonId).ToHashSet();
        await notebook.OnceAsync($"{plan.Slug} mandates", async () =>
        {
            await Waiting.UntilAsync(
                "those who were drawn hold their mandates", () => TrySeatAsync(draw.DrawId, people, at));
            return people.Count;
        });
    }

    /// <summary>
    /// Governance hears of a draw and of who refused a moment later. Whom it seats before it has heard that
    /// they refused leaves again.
    /// </summary>
    async Task<bool> TrySeatAsync(Guid drawId, HashSet<Guid> people, DateTimeOffset at)
    {
        var mandates = $"{plan.Slug}/bodies/{bodyId}/mandates";
        var from = Moment.Day(DateOnly.FromDateTime(at.Date));
        await gateway.TrySendAsync(coordinator, new Call(
            HttpMethod.Post, mandates, new { origin = "draw", drawId, from }, at));
        var listed = await gateway.SendAsync(
            coordinator, new Call(HttpMethod.Get, $"{mandates}?limit={MostMandates}", null, at));
        var held = listed.GetProperty("items").EnumerateArray()
            .Where(one => one.GetProperty("endedOn").ValueKind == JsonValueKind.Null)
            .ToDictionary(
                one => one.GetProperty("memberId").GetGuid(), one => one.GetProperty("id").GetGuid());
        foreach (var (_, mandate) in held.Where(one => !people.Contains(one.Key)))
        {
            await gateway.SendAsync(coordinator, new Call(
                HttpMethod.Post, $"{mandates}/{mandate}/end",
                new { endedOn = from, reason = "A renoncé avant de siéger" }, at));
        }
        return people.SetEquals(held.Keys);
    }

    /// <summary>
    /// Proposes, votes (most for, some against, a few not there), closes, and waits
    /// until the rule is applied.
    /// </summary>
    internal async Task DecideAsync(
        string what, string title, DateTimeOffset at, DateOnly inForceFrom, object effect)
    {
        var id = await ProposeAsync(what, title, title, at, inForceFrom, effect);
        await OpenAsync(what, id, at, seats.Keys.Where(seat => seat % 15 != 14));
        var outcome = await ClosingAsync(what, id, at.AddHours(2));
        await AppliedAsync(outcome);
    }

    /// <summary>Puts a proposal before the committee; returns its id.</summary>
    internal async Task<Guid> ProposeAsync(
        string what, string title, string text, DateTimeOffset at, DateOnly inForceFrom, object effect)
    {
        var proposal = await OnceAsync($"proposal {what}", at, "proposals", new
        {
            bodyId, title, text, inForceFrom = Moment.Day(inForceFrom), effect,
        });
        return proposal.GetProperty("id").GetGuid();
    }

    /// <summary>Opens a vote, in which some seats vote.</summary>
    internal async Task OpenAsync(string what, Guid id, DateTimeOffset at, IEnumerable<int> voters)
    {
        await OnceAsync($"opening {what}", at, $"proposals/{id}/opening", null);
        await Parallel.ForEachAsync(
            voters, new ParallelOptions { MaxDegreeOfParallelism = VotersAtOnce },
            async (seat, _) =>
                await notebook.OnceAsync($"{plan.Slug} ballot {what} {seat}", () => gateway.SendAsync(
                    seats[seat], new Call(
                        HttpMethod.Post, $"{plan.Slug}/proposals/{id}/ballots",
                        new { choice = Choice(seat) }, at.AddHours(1)))));
    }

    /// <summary>Seats from the second on, of which every second one has voted.</summary>
    internal IEnumerable<int> SomeSeats => seats.Keys.Where(seat => seat % 2 == 1);

    static string Choice(int seat) => seat % 10 == 3 ? "against" : seat % 10 == 7 ? "abstain" : "for";

    /// <summary>A closing whose answer was lost is told again as the refusal to close twice.</summary>
    async Task<int> ClosingAsync(string what, Guid id, DateTimeOffset at) => await notebook.OnceAsync(
        $"{plan.Slug} closing {what}", async () =>
    {
        var reply = await gateway.TrySendAsync(
            coordinator, new Call(HttpMethod.Post, $"{plan.Slug}/proposals/{id}/closing", null, at));
        var outcome = reply.IsSuccess ? reply.Json : reply.Json.GetProperty("outcome");
        return outcome.GetProperty("decisionNumber").GetInt32();
    });

    async Task AppliedAsync(int decision)
    {
        var now = TimeProvider.System.GetUtcNow();
        var call = new Call(HttpMethod.Get, $"{plan.Slug}/decisions/{decision}", null, now)
        {
            IsPatient = true,
        };
        await Waiting.UntilAsync($"decision {decision} is applied", async () =>
        {
            var register = await gateway.SendAsync(null, call);
            var applied = register.GetProperty("appliedBy").EnumerateArray().ToList();
            var refusal = applied.Select(one => one.GetProperty("refusal").GetString())
                .FirstOrDefault(reason => reason is not null);
            return refusal is null
                ? applied.Count >= register.GetProperty("effects").GetArrayLength()
                : throw new InvalidOperationException($"Decision {decision} cannot be applied: {refusal}");
        });
    }

    Task<JsonElement> OnceAsync(string what, DateTimeOffset at, string path, object? body)
    {
        var key = Moment.Key(plan.Slug, what);
        var call = new Call(HttpMethod.Post, $"{plan.Slug}/{path}", body, at, key) { IsPatient = true };
        return notebook.OnceAsync($"{plan.Slug} {what}", () => gateway.SendAsync(coordinator, call));
    }
}
