using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Caisse.Identity.Accounts;
using Caisse.ServiceDefaults;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Caisse.Identity.SigningIn;

/// <summary>What tokens say; every service reads these claims and no others.</summary>
static class TokenClaims
{
    /// <summary>In codes and refresh tokens alone: which session they were made in.</summary>
    internal const string Session = "session";

    internal const string Caisse = "caisse";

    /// <summary>A list stays a list also with one entry.</summary>
    const string JsonArray = "JSON_ARRAY";

    static readonly string[] InAccessToken = [Destinations.AccessToken];
    static readonly string[] InIdToken = [Destinations.IdentityToken];
    static readonly string[] InBoth = [Destinations.AccessToken, Destinations.IdentityToken];

    /// <summary>Of a client that acts in its own name.</summary>
    internal static ClaimsPrincipal OfClient(ClientThatSignsIn client, IEnumerable<string> scopes)
    {
        var granted = scopes.ToList();
        var grants = granted.Where(client.Grants.Contains).Select(scope => $"{client.CaisseId}:{scope}");
        return Make(
            client.ClientId, client.Name, grants, client.MemberId, client.PointOfSaleId, granted);
    }

    /// <summary>Of a person, in one caisse.</summary>
    internal static ClaimsPrincipal OfPerson(
        Account account, AccountGrant grant, IEnumerable<string> roles, Session session,
        ImmutableArray<string> scopes)
    {
        var principal = Make(
            account.Subject, account.Name, roles.Select(role => $"{grant.CaisseId}:{role}"),
            grant.MemberId, grant.PointOfSaleId, scopes);
        var identity = (ClaimsIdentity)principal.Identity!;
        Add(identity, Claims.Locale, account.Language, InIdToken);
        Add(identity, Caisse, grant.CaisseId, InIdToken);
        Add(identity, Claims.AuthenticationMethodReference, Json(session.Amr), InBoth, JsonArray);
        Add(
            identity, Claims.AuthenticationTime, Seconds(session.SignedInAt), InIdToken,
            ClaimValueTypes.Integer64);
        Add(identity, Session, session.SessionId.ToString(), []);
        if (account.Email is not null && scopes.Contains(Scopes.Email))
        {
            Add(identity, Claims.Email, account.Email, InIdToken);
        }
        return principal;
    }

    static ClaimsPrincipal Make(
        string subject, string name, IEnumerable<string> grants, Guid? memberId, Guid? pointOfSaleId,
        IEnumerable<string> scopes)
    {
        var identity = new ClaimsIdentity(AccessToken.Audience, Claims.Name, "grants");
        Add(identity, Claims.Subject, subject, InBoth);
        Add(identity, Claims.Name, name, InBoth);
        // In the id token too: pages offer what a person may do, and services decide.
        Add(identity, "grants", Json(grants), InBoth, JsonArray);
        if (memberId is { } member)
        {
            Add(identity, "member", member.ToString(), InAccessToken);
        }
        if (pointOfSaleId is { } pointOfSale)
        {
            Add(identity, "point_of_sale", pointOfSale.ToString(), InAccessToken);
        }
        identity.SetScopes(scopes);
        identity.SetResources(AccessToken.Audience);
        return new ClaimsPrincipal(identity);
    }

    static void Add(
        ClaimsIdentity identity, string type, string value, string[] destinations,
        string valueType = ClaimValueTypes.String)
    {
        var claim = new Claim(type, value, valueType);
        claim.SetDestinations(destinations);
        identity.AddClaim(claim);
    }

    static string Json(IEnumerable<string> values) => JsonSerializer.Serialize(values);

    static string Seconds(DateTimeOffset instant) =>
        instant.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
