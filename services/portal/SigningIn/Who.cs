using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace Caisse.Portal.SigningIn;

/// <summary>Who reads a page, as their session says.</summary>
sealed class Who(IHttpContextAccessor http)
{
    HttpContext Context => http.HttpContext!;

    internal bool IsSignedIn => Context.User.Identity?.IsAuthenticated == true;

    /// <summary>What they are called.</summary>
    internal string Name => Context.User.FindFirstValue("name") ?? "";

    /// <summary>The caisse they signed in to.</summary>
    internal string? Caisse => Context.User.FindFirstValue("caisse");

    /// <summary>How the platform's trails name them.</summary>
    internal string Subject => Context.User.FindFirstValue("sub") ?? "";

    /// <summary>
    /// What they might do there, as it was when they signed in: for what pages offer. Services decide.
    /// </summary>
    internal IReadOnlyList<string> Roles =>
        [.. Context.User.FindAll("grants").Select(grant => grant.Value.Split(':', 2)[^1])];

    internal bool Is(params IEnumerable<string> roles) => Roles.Intersect(roles).Any();

    /// <summary>What the platform knows them by; it never leaves this process.</summary>
    internal Task<string?> TokenAsync() => Context.GetTokenAsync("access_token");
}
