using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Correcting;

/// <summary>A second person rejects a correction: nothing moves.</summary>
static class RejectCorrection
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/corrections/{correctionId:guid}/rejection", HandleAsync)
            .Describe(nameof(RejectCorrection), "Reject a correction that another person asked for.")
            .Allow(Grants.Treasurer, Grants.Coordinator);

    static async Task<Answer<CorrectionAnswer>> HandleAsync(
        Guid correctionId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var before = await work.FindAsync<CorrectionAnswer>(
            CorrectionAnswer.SelectForUpdate, new { work.Caisse, correctionId });
        if (before is null)
        {
            return Refusal.NotFound("correction", correctionId);
        }
        if (SecondPerson.Refuse("correction", before.State, before.RequestedBy, work.Actor) is { } refused)
        {
            return refused;
        }
        var after = before with { State = "rejected", DecidedBy = work.Actor, DecidedAt = work.Now };
        await work.ExecuteAsync(Reject, new { work.Caisse, correctionId, work.Actor, work.Now });
        await work.AuditAsync("correction.rejected", correctionId, before.Audited, after.Audited);
        await work.CommitAsync(cancel);
        return after;
    }

    const string Reject =
        """
        update correction set state = 'rejected', decided_by = @Actor, decided_at = @Now
        where caisse_id = @Caisse and correction_id = @correctionId
        """;
}
