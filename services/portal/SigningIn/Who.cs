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

    /// <summary>What the platform knows them by; it never leaves this process.</summary>
    internal Task<string?> TokenAsync() => Context.GetTokenAsync("access_token");
}
