using System.Security.Claims;
using Caisse.Identity.Accounts;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// Reads anew what a person may do, for each token: whoever was signed out, dismissed or forgotten gets none.
/// </summary>
sealed class RefreshPerson(AccountRegister accounts, Sessions sessions, ClientsThatSignIn clients)
{
    /// <summary>The claims of the next tokens; null when there must be none.</summary>
    internal async Task<ClaimsPrincipal?> ReadAsync(ClaimsPrincipal sent, CancellationToken cancel)
    {
        var client = await clients.FindAsync(sent.GetPresenters().FirstOrDefault() ?? "", cancel);
        if (client is null
            || Account.OfSubject(sent.GetClaim(Claims.Subject)!) is not { } accountId
            || !Guid.TryParse(sent.GetClaim(TokenClaims.Session), out var sessionId)
            || await sessions.FindAsync(sessionId, cancel) is not { } session
            || session.AccountId != accountId
            || await accounts.FindAsync(accountId, cancel) is not { } account)
        {
            return null;
        }
        var grant = (await accounts.GrantsAsync(accountId, cancel))
            .FirstOrDefault(one => one.CaisseId == sent.GetClaim(TokenClaims.Caisse));
        return grant is null
            ? null
            : TokenClaims.OfPerson(
                account, grant, RolesFor(client, grant, sent.GetScopes()), session, sent.GetScopes());
    }

    /// <summary>
    /// What of a person's roles a client gets: the platform's own all; an app what it asked for and the
    /// person agreed to, and never the roles of staff.
    /// </summary>
    internal static IEnumerable<string> RolesFor(
        ClientThatSignsIn client, AccountGrant grant, IEnumerable<string> scopes) =>
        client.IsFirstParty ? grant.Grants : grant.Grants.Intersect(scopes).Intersect(RolesForApps);

    /// <summary>The roles that an app may be let act in.</summary>
    internal static readonly string[] RolesForApps =
        [ServiceDefaults.Grants.Member, ServiceDefaults.Grants.Delegate];
}
