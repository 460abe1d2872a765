using Microsoft.AspNetCore.Authentication;

namespace Caisse.Gateway.Protecting;

/// <summary>
/// Turns away a token that no service would accept, so that none has to look at it. Without a token, services
/// decide.
/// </summary>
static class BadTokens
{
    internal static void RefuseBadTokens(this WebApplication app) => app.Use(async (http, next) =>
    {
        var result = await http.AuthenticateAsync();
        await (result.Failure is null ? next(http) : http.ChallengeAsync());
    });
}
