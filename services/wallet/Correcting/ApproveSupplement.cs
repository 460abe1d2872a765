using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Suspending;

namespace Caisse.Wallet.Correcting;

/// <summary>A second person approves a supplement: its euros are asked for.</summary>
static class ApproveSupplement
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/supplements/{supplementId:guid}/approval", HandleAsync)
            .Describe(nameof(ApproveSupplement), "Approve a supplement that another person asked for.")
            .Allow(Grants.Treasurer, Grants.Coordinator);

    static async Task<Answer<SupplementAnswer>> HandleAsync(
        Guid supplementId, IdempotencyKey key, Caller caller, Database database, KnownCaisse caisse,
        CancellationToken cancel) =>
        await key.OnceAsync(
            database, caller, new { supplementId }, work => ApproveAsync(work, supplementId, caisse), cancel);

    static async Task<Answer<SupplementAnswer>> ApproveAsync(Work work, Guid supplementId, KnownCaisse caisse)
    {
        var before = await work.FindAsync<SupplementAnswer>(
            SupplementAnswer.SelectForUpdate, new { work.Caisse, supplementId });
        if (before is null)
        {
            return Refusal.NotFound("supplement", supplementId);
        }
        var standing = await work.FindStandingAsync(before.HouseholdId);
        if ((SecondPerson.Refuse("supplement", before.State, before.RequestedBy, work.Actor)
            ?? standing!.RefuseCredit(before.Period, caisse.DayOf)) is { } refused)
        {
            return refused;
        }
        var after = before with { State = "reserving", DecidedBy = work.Actor, DecidedAt = work.Now };
        await work.ExecuteAsync(Approve, new { work.Caisse, supplementId, work.Actor, work.Now });
        await work.AuditAsync("supplement.approved", supplementId, before.Audited, after.Audited);
        await RequestSupplement.AskForFundsAsync(work, after);
        return after;
    }

    const string Approve =
        """
        update supplement set state = 'reserving', decided_by = @Actor, decided_at = @Now
        where caisse_id = @Caisse and supplement_id = @supplementId
        """;
}
