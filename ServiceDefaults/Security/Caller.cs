using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Caisse.ServiceDefaults;

/// <summary>Who calls, as their verified token says, and which caisse they call about.</summary>
public sealed class Caller
{
    Caller(ClaimsPrincipal user, string caisse) => (this.user, Caisse) = (user, caisse);

    readonly ClaimsPrincipal user;

    /// <summary>Slug of the caisse in the address; empty on the platform's own addresses.</summary>
    public string Caisse { get; }

    /// <summary>The account or client: the token's subject.</summary>
    public string Subject => user.FindFirstValue("sub") ?? "anonymous";

    /// <summary>The point of sale of a till's token; null for everyone else.</summary>
    public Guid? PointOfSaleId => IdOf("point_of_sale");

    /// <summary>The person behind the token, when it is a member's or a delegate's.</summary>
    public Guid? MemberId => IdOf("member");

    /// <summary>Whether the token grants a role or scope in the caisse.</summary>
    public bool Has(string grant) => user.HasClaim("grants", $"{Caisse}:{grant}");

    /// <summary>Reads the caller from the request.</summary>
    public static ValueTask<Caller> BindAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return ValueTask.FromResult(
            new Caller(http.User, http.Request.RouteValues["caisse"] as string ?? ""));
    }

    Guid? IdOf(string claim) => Guid.TryParse(user.FindFirstValue(claim), out var id) ? id : null;
}
