using System.Net;
using System.Text.Json;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.SystemTests;

internal sealed partial class Fund
{
    const int TermMonths = 60;

    readonly List<HttpClient> committee = [];
    Guid committeeId;

    /// <summary>Seats these people in the citizens' committee, each with their own credentials.</summary>
    internal async Task ConveneAsync(params Guid[] memberIds)
    {
        var body = await Coordinator.PostOnceKnownAsync($"{Root}/bodies", new
        {
            kind = "citizens_committee",
            name = "Comité citoyen",
            seats = memberIds.Length,
            termMonths = TermMonths,
            quorumPercent = 50,
            decisionMode = "majority",
        });
        committeeId = body.Id();
        foreach (var memberId in memberIds)
        {
            await Coordinator.PostOnceKnownAsync(
                $"{Root}/bodies/{committeeId}/mandates", new { memberId, origin = "election", from = Today });
            committee.Add(await NameMemberAsync(memberId));
        }
    }

    /// <summary>
    /// The committee proposes, votes and adopts a rule; returns once its owner has applied it.
    /// </summary>
    internal async Task<JsonElement> DecideAsync(string kind, object value, DateOnly? inForceFrom = null)
    {
        var proposal = await Coordinator.PostOnceKnownAsync($"{Root}/proposals", new
        {
            bodyId = committeeId,
            title = "A rule of the fund",
            text = "The committee decides.",
            inForceFrom = inForceFrom ?? Today,
            effect = new { kind, value },
        });
        var vote = $"{Root}/proposals/{proposal.Id()}";
        await Coordinator.PostAsync($"{vote}/opening", null, HttpStatusCode.OK);
        foreach (var member in committee)
        {
            await member.PostAsync($"{vote}/ballots", new { choice = "for" });
        }
        var outcome = await Coordinator.PostAsync($"{vote}/closing", null, HttpStatusCode.OK);
        Assert.Equal("adopted", outcome.Text("state"));
        return await AppliedAsync(outcome.GetProperty("decisionNumber").GetInt32(), 1);
    }

    /// <summary>Waits until the owners of the rules have applied a decision.</summary>
    async Task<JsonElement> AppliedAsync(int number, int effects)
    {
        var decision = await Public.ReadUntilAsync(
            $"{Root}/decisions/{number}", read => read.GetProperty("appliedBy").GetArrayLength() == effects);
        Assert.All(
            decision.GetProperty("appliedBy").EnumerateArray(),
            applied => Assert.Equal(JsonValueKind.Null, applied.GetProperty("refusal").ValueKind));
        return decision;
    }

    /// <summary>A founding like Montpellier's: 100.00 for each adult, nothing for children.</summary>
    internal static SetAllocationScheme HundredPerAdult { get; } = new(10000, 10000, 0, 18);

    /// <summary>A contribution of at least one euro.</summary>
    internal static SetContributionScheme OneEuro { get; } = new(100, 0);
}
