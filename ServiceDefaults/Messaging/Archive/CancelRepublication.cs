using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Caisse.ServiceDefaults;

/// <summary>Ends a republication before it is done. What was sent stays sent.</summary>
static class CancelRepublication
{
    internal static void Map(RouteGroupBuilder platform, string service) =>
        platform.MapDelete($"/operations/{service}/republish/{{republicationId:guid}}", HandleAsync)
            .Describe(
                $"cancelRepublicationOf-{service}", $"Stop sending events of {service} again.")
            .Allow(Grants.Operator);

    static async Task<Answer<Republication>> HandleAsync(
        Guid republicationId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.ExecuteAsync(Cancel, new { republicationId, work.Now }) == 1)
        {
            await work.AuditAsync("events.republishing-cancelled", republicationId);
        }
        if (await Republication.FindAsync(work, republicationId) is not { } found)
        {
            return Republication.NotFound(republicationId);
        }
        await work.CommitAsync(cancel);
        return found;
    }

    /// <summary>Waits for the batch under way.</summary>
    const string Cancel =
        """
        update republication set is_cancelled = true, ended_at = @Now
        where republication_id = @republicationId and ended_at is null
        """;
}
