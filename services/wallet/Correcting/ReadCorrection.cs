using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Correcting;

/// <summary>A correction as it stands.</summary>
/// <param name="Id">The correction.</param>
/// <param name="HouseholdId">Whose wallet it corrects.</param>
/// <param name="AmountCents">MonA cents: below zero taken back, above given.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="State">awaiting_second_person, posted or rejected.</param>
/// <param name="RequestedBy">Who asked for it.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="DecidedBy">The second person; null where none was needed, or none has decided yet.</param>
/// <param name="DecidedAt">When they decided.</param>
sealed record CorrectionAnswer(
    Guid Id, Guid HouseholdId, long AmountCents, string Reason, string State, string RequestedBy,
    DateTimeOffset RequestedAt, string? DecidedBy, DateTimeOffset? DecidedAt)
{
    internal static readonly string[] States = [SecondPerson.Awaited, "posted", "rejected"];

    /// <summary>
    /// What the audit trail keeps for ever: not the reason, which may tell of someone's life and is in the
    /// correction alone, where it can be forgotten.
    /// </summary>
    internal object Audited => new { HouseholdId, AmountCents, State, RequestedBy, DecidedBy };

    internal const string Select =
        """
        select correction_id as id, household_id, amount_cents, reason, state, requested_by, requested_at,
               decided_by, decided_at
        from correction
        """;

    internal const string SelectForUpdate =
        $"{Select} where caisse_id = @Caisse and correction_id = @correctionId for update";
}

/// <summary>Reads a correction.</summary>
static class ReadCorrection
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/corrections/{correctionId:guid}", HandleAsync)
            .Describe(nameof(ReadCorrection), "Read a correction.")
            .Allow(Grants.Treasurer, Grants.Coordinator);

    static async Task<Answer<CorrectionAnswer>> HandleAsync(
        Guid correctionId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await work.FindAsync<CorrectionAnswer>(Read, new { work.Caisse, correctionId }) is { } found
            ? found
            : Refusal.NotFound("correction", correctionId);
    }

    const string Read =
        $"{CorrectionAnswer.Select} where caisse_id = @Caisse and correction_id = @correctionId";
}
