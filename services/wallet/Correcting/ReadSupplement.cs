using Caisse.Contracts;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Correcting;

/// <summary>A supplement as it stands.</summary>
/// <param name="Id">The supplement.</param>
/// <param name="HouseholdId">Who receives it.</param>
/// <param name="Period">The period it belongs to.</param>
/// <param name="AmountCents">MonA cents.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="State">awaiting_second_person, reserving, refused, credited or rejected.</param>
/// <param name="RequestedBy">Who asked for it.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="DecidedBy">The second person; null where none was needed, or none has decided yet.</param>
/// <param name="DecidedAt">When they decided.</param>
/// <param name="ShortfallCents">Euro cents missing, when refused.</param>
/// <param name="CreditedAt">When it was credited.</param>
sealed record SupplementAnswer(
    Guid Id, Guid HouseholdId, Period Period, long AmountCents, string Reason, string State,
    string RequestedBy, DateTimeOffset RequestedAt, string? DecidedBy, DateTimeOffset? DecidedAt,
    long? ShortfallCents, DateTimeOffset? CreditedAt)
{
    internal static readonly string[] States =
        [SecondPerson.Awaited, "reserving", "refused", "credited", "rejected"];

    /// <summary>
    /// What the audit trail keeps for ever: not the reason, which may tell of someone's life and is in the
    /// supplement alone, where it can be forgotten.
    /// </summary>
    internal object Audited => new { HouseholdId, Period, AmountCents, State, RequestedBy, DecidedBy };

    internal const string Select =
        """
        select supplement_id as id, household_id, period, amount_cents, reason, state, requested_by,
               requested_at, decided_by, decided_at, shortfall_cents, credited_at
        from supplement
        """;

    internal const string SelectForUpdate =
        $"{Select} where caisse_id = @Caisse and supplement_id = @supplementId for update";
}

/// <summary>Reads a supplement.</summary>
static class ReadSupplement
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/supplements/{supplementId:guid}", HandleAsync)
            .Describe(nameof(ReadSupplement), "Read how far a supplement is.")
            .Allow(Grants.Treasurer, Grants.Coordinator);

    static async Task<Answer<SupplementAnswer>> HandleAsync(
        Guid supplementId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await work.FindAsync<SupplementAnswer>(Read, new { work.Caisse, supplementId }) is { } found
            ? found
            : Refusal.NotFound("supplement", supplementId);
    }

    const string Read =
        $"{SupplementAnswer.Select} where caisse_id = @Caisse and supplement_id = @supplementId";
}
