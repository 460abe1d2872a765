using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Caisse.ServiceDefaults;

/// <summary>Shows how far a republication has come.</summary>
static class ReadRepublication
{
    internal static void Map(RouteGroupBuilder platform, string service) =>
        platform.MapGet($"/operations/{service}/republish/{{republicationId:guid}}", HandleAsync)
            .Describe(
                $"readRepublicationOf-{service}",
                $"Read how far sending events of {service} again has come.")
            .Allow(Grants.Operator);

    static async Task<Answer<Republication>> HandleAsync(
        Guid republicationId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await Republication.FindAsync(work, republicationId) is { } found
            ? found
            : Republication.NotFound(republicationId);
    }
}
