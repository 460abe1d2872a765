using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Correcting;

/// <summary>A second person rejects a supplement: nothing moves.</summary>
static class RejectSupplement
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/supplements/{supplementId:guid}/rejection", HandleAsync)
            .Describe(nameof(RejectSupplement), "Reject a supplement that another person asked for.")
            .Allow(Grants.Treasurer, Grants.Coordinator);

    static async Task<Answer<SupplementAnswer>> HandleAsync(
        Guid supplementId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var before = await work.FindAsync<SupplementAnswer>(
            SupplementAnswer.SelectForUpdate, new { work.Caisse, supplementId });
        if (before is null)
        {
            return Refusal.NotFound("supplement", supplementId);
        }
        if (SecondPerson.Refuse("supplement", before.State, before.RequestedBy, work.Actor) is { } refused)
        {
            return refused;
        }
        var after = before with { State = "rejected", DecidedBy = work.Actor, DecidedAt = work.Now };
        await work.ExecuteAsync(Reject, new { work.Caisse, supplementId, work.Actor, work.Now });
        await work.AuditAsync("supplement.rejected", supplementId, before.Audited, after.Audited);
        await work.CommitAsync(cancel);
        return after;
    }

    const string Reject =
        """
        update supplement set state = 'rejected', decided_by = @Actor, decided_at = @Now
        where caisse_id = @Caisse and supplement_id = @supplementId
        """;
}
