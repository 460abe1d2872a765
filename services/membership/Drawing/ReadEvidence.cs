using System.Net.Mime;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Drawing;

/// <summary>
/// Hands anyone the one file from which everything can be recomputed: from the commitment on without an
/// outcome, then with it. Sent as it was sealed, byte by byte.
/// </summary>
static class ReadEvidence
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/draws/{drawId:guid}/evidence", HandleAsync)
            .Describe(nameof(ReadEvidence), "The file that proves a draw; services/Sortition verifies it.")
            .Produces<string>(StatusCodes.Status200OK, MediaTypeNames.Application.Json)
            .AllowAnonymous();

    static async Task<IResult> HandleAsync(
        Guid drawId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await work.FindAsync<byte[]>(Find, new { work.Caisse, drawId }) is { } evidence
            ? Results.Bytes(evidence, MediaTypeNames.Application.Json, $"evidence-{drawId}.json")
            : Refusal.NotFound("draw committed to", drawId);
    }

    const string Find =
        """
        select coalesce(draw_outcome.evidence, draw_commitment.evidence)
        from draw_commitment left join draw_outcome using (caisse_id, draw_id)
        where caisse_id = @Caisse and draw_id = @drawId
        """;
}
