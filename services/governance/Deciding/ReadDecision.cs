using System.Text.Json;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Deciding;

/// <summary>Shows anyone a decision of the public register, and what became of its effects.</summary>
static class ReadDecision
{
    internal sealed record DecidingBody(Guid Id, string Kind, string Name);

    internal sealed record Application(
        string Kind, string Service, DateTimeOffset AppliedAt, string? Refusal);

    internal sealed record DecisionAnswer(
        int Number, Guid Id, DateOnly Date, DecidingBody Body, Guid? ProposalId, string Title, string Text,
        IReadOnlyList<EffectAnswer> Effects, DateOnly InForceFrom, IReadOnlyList<Application> AppliedBy);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/decisions/{number:int}", HandleAsync)
            .Describe(nameof(ReadDecision), "Read a decision by its number, and which service applied it.")
            .AllowAnonymous();

    static async Task<Answer<DecisionAnswer>> HandleAsync(
        int number, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var row = await work.FindAsync<DecisionRow>(
            $"{SelectDecision} and number = @number", new { work.Caisse, number });
        return row is null
            ? Refusal.NotFound("decision", number)
            : (await WithApplicationsAsync(work, [row]))[0];
    }

    /// <summary>Decisions with what the owners of the rules said about each.</summary>
    internal static async Task<IReadOnlyList<DecisionAnswer>> WithApplicationsAsync(
        Work work, IReadOnlyList<DecisionRow> rows)
    {
        var applied = (await work.ListAsync<ApplicationRow>(
                ReadApplications, new { work.Caisse, Ids = rows.Select(row => row.DecisionId).ToArray() }))
            .ToLookup(row => row.DecisionId,
                row => new Application(row.EffectKind, row.Service, row.AppliedAt, row.Refusal));
        return [.. rows.Select(row => row.ToAnswer([.. applied[row.DecisionId]]))];
    }

    internal const string SelectDecision =
        """
        select number, decision_id, decision.body_id, kind as body_kind, name as body_name,
            proposal_id, title, text, effects::text, adopted_on, in_force_from
        from decision join body on body.caisse_id = decision.caisse_id and body.body_id = decision.body_id
        where decision.caisse_id = @Caisse
        """;

    const string ReadApplications =
        """
        select decision_id, effect_kind, service, applied_at, refusal
        from decision_application where caisse_id = @Caisse and decision_id = any(@Ids)
        order by application_id
        """;

    internal sealed record DecisionRow(
        int Number, Guid DecisionId, Guid BodyId, string BodyKind, string BodyName, Guid? ProposalId,
        string Title, string Text, string Effects, DateOnly AdoptedOn, DateOnly InForceFrom)
    {
        internal DecisionAnswer ToAnswer(IReadOnlyList<Application> appliedBy) => new(
            Number, DecisionId, AdoptedOn, new DecidingBody(BodyId, BodyKind, BodyName), ProposalId, Title,
            Text,
            [.. JsonSerializer.Deserialize<IReadOnlyList<EffectRequest>>(Effects, CaisseJson.Events)!
                .Select(EffectAnswer.Of)],
            InForceFrom, appliedBy);
    }

    sealed record ApplicationRow
    {
        public Guid DecisionId { get; init; }
        public string EffectKind { get; init; } = "";
        public string Service { get; init; } = "";
        public DateTimeOffset AppliedAt { get; init; }
        public string? Refusal { get; init; }
    }
}
