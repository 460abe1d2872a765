using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Correcting;

/// <summary>
/// A second person approves a correction: it is decided on the balances of this moment, and posted. When they
/// do not allow it, it goes on waiting.
/// </summary>
static class ApproveCorrection
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/corrections/{correctionId:guid}/approval", HandleAsync)
            .Describe(nameof(ApproveCorrection), "Approve a correction that another person asked for.")
            .Allow(Grants.Treasurer, Grants.Coordinator);

    static Task<Answer<CorrectionAnswer>> HandleAsync(
        Guid correctionId, IdempotencyKey key, Caller caller, Database database, CancellationToken cancel) =>
        key.OnceAsync(
            database, caller, new { correctionId }, work => ApproveAsync(work, correctionId), cancel);

    static async Task<Answer<CorrectionAnswer>> ApproveAsync(Work work, Guid correctionId)
    {
        var before = await work.FindAsync<CorrectionAnswer>(
            CorrectionAnswer.SelectForUpdate, new { work.Caisse, correctionId });
        if (before is null)
        {
            return Refusal.NotFound("correction", correctionId);
        }
        if (SecondPerson.Refuse("correction", before.State, before.RequestedBy, work.Actor) is { } tooSoon)
        {
            return tooSoon;
        }
        var (movement, refused) = await RequestCorrection.DecideAsync(
            work, before.HouseholdId, before.AmountCents);
        if (movement is null)
        {
            return refused!;
        }
        var after = before with { State = "posted", DecidedBy = work.Actor, DecidedAt = work.Now };
        await RequestCorrection.PostAsync(work, movement, after);
        await work.ExecuteAsync(Approve, new { work.Caisse, correctionId, work.Actor, work.Now });
        await work.AuditAsync("correction.approved", correctionId, before.Audited, after.Audited);
        return after;
    }

    const string Approve =
        """
        update correction set state = 'posted', decided_by = @Actor, decided_at = @Now, posted_at = @Now
        where caisse_id = @Caisse and correction_id = @correctionId
        """;
}
