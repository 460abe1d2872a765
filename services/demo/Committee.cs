using System.Text.Json;

namespace Caisse.Demo;

/// <summary>The citizens' committee: its members vote with their own credentials.</summary>
sealed class Committee(Gateway gateway, Notebook notebook, FundPlan plan, Session coordinator)
{
    const int VotersAtOnce = 8;

    readonly Dictionary<int, Session> seats = [];
    Guid bodyId;

    /// <summary>Makes the body.</summary>
    internal async Task FoundAsync(DateTimeOffset at, DateOnly from)
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
        bodyId = body.GetProperty("id").GetGuid();
    }

    /// <summary>Gives a person a seat.</summary>
    internal async Task SeatAsync(int seat, Guid memberId, Session session, DateTimeOffset at)
    {
        seats[seat] = session;
        await OnceAsync($"mandate {seat}", at, $"bodies/{bodyId}/mandates", new
        {
            memberId, origin = "appointment", from = Moment.Day(DateOnly.FromDateTime(at.Date)),
        });
    }

    /// <summary>
    /// Proposes, votes (most for, some against, a few not there), closes, and waits
    /// until the rule is applied.
    /// </summary>
    internal async Task DecideAsync(
        string what, string title, DateTimeOffset at, DateOnly inForceFrom, object effect)
    {
        var proposal = await OnceAsync($"proposal {what}", at, "proposals", new
        {
            bodyId, title, text = title, inForceFrom = Moment.Day(inForceFrom), effect,
        });
        var id = proposal.GetProperty("id").GetGuid();
        await OnceAsync($"opening {what}", at, $"proposals/{id}/opening", null);
        await Parallel.ForEachAsync(
            seats.Where(seat => seat.Key % 15 != 14),
            new ParallelOptions { MaxDegreeOfParallelism = VotersAtOnce },
            async (seat, _) =>
                await notebook.OnceAsync($"{plan.Slug} ballot {what} {seat.Key}", () => gateway.SendAsync(
                    seat.Value, new Call(
                        HttpMethod.Post, $"{plan.Slug}/proposals/{id}/ballots",
                        new { choice = Choice(seat.Key) }, at.AddHours(1)))));
        var outcome = await ClosingAsync(what, id, at.AddHours(2));
        await AppliedAsync(outcome);
    }

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
