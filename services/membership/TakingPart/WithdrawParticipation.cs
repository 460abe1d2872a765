using Caisse.ServiceDefaults;

namespace Caisse.Membership.TakingPart;

/// <summary>What was recorded by mistake counts no more; that it was recorded stays known.</summary>
static class WithdrawParticipation
{
    internal sealed record WithdrawnParticipation(Guid Id);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapDelete("/participations/{participationId:guid}", HandleAsync)
            .Describe(nameof(WithdrawParticipation), "Withdraw what was recorded by mistake.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<WithdrawnParticipation>> HandleAsync(
        Guid participationId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.ExecuteAsync(Withdraw, new { work.Caisse, participationId, work.Now }) == 0)
        {
            return Refusal.NotFound("participation", participationId);
        }
        await work.AuditAsync("participation.withdrawn", participationId);
        await work.CommitAsync(cancel);
        return new WithdrawnParticipation(participationId);
    }

    const string Withdraw =
        """
        update participation set withdrawn_at = @Now
        where caisse_id = @Caisse and participation_id = @participationId and withdrawn_at is null
        """;
}
