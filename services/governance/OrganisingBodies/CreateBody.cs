using System.ComponentModel.DataAnnotations;
using Caisse.Contracts.Governance;
using Caisse.Governance.Domain;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.OrganisingBodies;

/// <summary>Sets up a body of the caisse: how many sit in it, for how long, and how it decides.</summary>
static class CreateBody
{
    internal const int MostSeats = 500;
    internal const int LongestTermMonths = 120;

    internal sealed record BodyRequest(
        [property: Words(typeof(BodyKinds))] string Kind, string Name, int Seats,
        int TermMonths, int QuorumPercent,
        [property: AllowedValues(VotingModes.Majority)] string DecisionMode);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/bodies", HandleAsync)
            .Describe(nameof(CreateBody), "Set up a body; a caisse has one citizens' committee.")
            .Creates()
            .Allow(Grants.Coordinator);

    static async Task<Answer<ReadBody.BodyAnswer>> HandleAsync(
        BodyRequest request, Caller caller, Database database, CancellationToken cancel)
    {
        if (Problem(request) is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        // Founding comes first, so that the founding rules are decision number 1 whatever arrives when.
        if (!await work.OneAsync<bool>(IsFounded, new { work.Caisse }))
        {
            return Refusal.NoSuchCaisse(work.Caisse);
        }
        var body = new ReadBody.BodyAnswer
        {
            Id = Guid.CreateVersion7(),
            Kind = request.Kind,
            Name = request.Name,
            Seats = request.Seats,
            TermMonths = request.TermMonths,
            QuorumPercent = request.QuorumPercent,
            DecisionMode = request.DecisionMode,
            CreatedAt = work.Now,
        };
        if (!await InsertAsync(work, body))
        {
            return Refusal.Conflict(
                "citizens-committee-exists", "This caisse has its citizens' committee already.");
        }
        await work.AuditAsync("body.created", body.Id, null, body);
        await work.CommitAsync(cancel);
        return new Answer<ReadBody.BodyAnswer>
        {
            Value = body,
            Location = $"/v1/caisses/{work.Caisse}/bodies/{body.Id}",
        };
    }

    static Refusal? Problem(BodyRequest request) => new Check()
        .OneOf(request.Kind, BodyKinds.All, "kind")
        .Text(request.Name, "name")
        .That(request.Seats is >= 1 and <= MostSeats, "seats", $"must be from 1 to {MostSeats}.")
        .That(request.TermMonths is >= 1 and <= LongestTermMonths, "termMonths",
            $"must be from 1 to {LongestTermMonths}.")
        .That(request.QuorumPercent is >= 0 and <= 100, "quorumPercent", "must be from 0 to 100.")
        .That(request.DecisionMode == VotingModes.Majority, "decisionMode",
            "must be majority; another mode is decided by set_voting_rules.")
        .Problem;

    /// <summary>Writes a body; false when the caisse has its one citizens' committee already.</summary>
    internal static async Task<bool> InsertAsync(Work work, ReadBody.BodyAnswer body) =>
        await work.ExecuteAsync(InsertBody, new
        {
            work.Caisse,
            body.Id,
            body.Kind,
            body.Name,
            body.Seats,
            body.TermMonths,
            body.QuorumPercent,
            body.DecisionMode,
            body.CreatedAt,
        }) == 1;

    internal const string IsFounded =
        "select exists (select from decision where caisse_id = @Caisse and number = 1)";

    const string InsertBody =
        """
        insert into body (
            caisse_id, body_id, kind, name, seats, term_months, quorum_percent, decision_mode, created_at)
        values (@Caisse, @Id, @Kind, @Name, @Seats, @TermMonths, @QuorumPercent, @DecisionMode, @CreatedAt)
        on conflict (caisse_id) where kind = 'citizens_committee' do nothing
        """;
}
