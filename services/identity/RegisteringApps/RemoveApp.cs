using Caisse.ServiceDefaults;

namespace Caisse.Identity.RegisteringApps;

/// <summary>Shuts an app out; tokens it still holds run out within the lifetime of a token.</summary>
static class RemoveApp
{
    internal sealed record RemoveAnswer(Guid Id, IReadOnlyList<string> ScopesTakenBack);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapDelete("/clients/{appId:guid}", HandleAsync)
            .Describe(nameof(RemoveApp), "Take back an app's scopes and its credentials.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<RemoveAnswer>> HandleAsync(
        Guid appId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var ended = await work.FindAsync<EndedRow>(EndApp, new { work.Caisse, appId, work.Now });
        if (ended is null)
        {
            return Refusal.NotFound("client", appId);
        }
        await work.ExecuteAsync(RevokeClient, new { work.Caisse, ended.ClientId, work.Now });
        await work.AuditAsync("app.removed", appId, new { ended.ClientId, ended.Scopes });
        await work.CommitAsync(cancel);
        return new RemoveAnswer(appId, ended.Scopes);
    }

    sealed record EndedRow
    {
        public required string ClientId { get; init; }
        public required string[] Scopes { get; init; }
    }

    const string EndApp =
        """
        update app set ended_at = @Now
        where caisse_id = @Caisse and app_id = @appId and ended_at is null
        returning client_id, scopes
        """;

    const string RevokeClient =
        "update oauth_client set revoked_at = @Now where caisse_id = @Caisse and client_id = @ClientId";
}
