using Caisse.ServiceDefaults;

namespace Caisse.Governance.OrganisingBodies;

/// <summary>Shows anyone one body of a caisse.</summary>
static class ReadBody
{
    internal sealed record BodyAnswer
    {
        public required Guid Id { get; init; }
        public required string Kind { get; init; }
        public required string Name { get; init; }
        public required int Seats { get; init; }
        public required int TermMonths { get; init; }
        public required int QuorumPercent { get; init; }
        public required string DecisionMode { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }
    }

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/bodies/{bodyId:guid}", HandleAsync)
            .Describe(nameof(ReadBody), "Read a body: its seats, term, quorum and how it decides.")
            .AllowAnonymous();

    static async Task<Answer<BodyAnswer>> HandleAsync(
        Guid bodyId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await work.FindAsync<BodyAnswer>(Read, new { work.Caisse, bodyId }) is { } body
            ? body
            : Refusal.NotFound("body", bodyId);
    }

    const string Read =
        """
        select body_id as id, kind, name, seats, term_months, quorum_percent, decision_mode, created_at
        from body where caisse_id = @Caisse and body_id = @bodyId
        """;
}
