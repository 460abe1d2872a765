using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Binds the caisse of an address once per request, before any use case runs; use cases take it as a
/// <see cref="KnownCaisse"/>. A caisse that the service does not know is 404.
/// </summary>
static class BoundCaisse
{
    /// <summary>How long a caller whose token proves the caisse waits until its founding arrives.</summary>
    static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    internal static void UseBoundCaisse(this WebApplication app) => app.Use(BindAsync);

    static async Task BindAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.RouteValues["caisse"] is string slug && !IsOfPlatform(http, slug))
        {
            if (await FindAsync(http, slug) is not { } caisse)
            {
                var refusal = HasGrantIn(http, slug) ? NotKnownYet(slug) : Refusal.NoSuchCaisse(slug);
                await refusal.ExecuteAsync(http);
                return;
            }
            http.Features.Set(caisse);
        }
        await next(http);
    }

    /// <summary>
    /// Identity grants rights in a caisse only once it is founded: whoever holds one need not be told that
    /// the event of the founding is still on its way. Nor need an operator, who may have founded it just now.
    /// </summary>
    static async Task<KnownCaisse?> FindAsync(HttpContext http, string slug)
    {
        var caisses = http.RequestServices.GetRequiredService<Caisses>();
        var found = await caisses.FindAsync(slug, http.RequestAborted);
        var begun = TimeProvider.System.GetTimestamp();
        while (found is null && (HasGrantIn(http, slug) || IsOperator(http))
            && TimeProvider.System.GetElapsedTime(begun) < MaxWait)
        {
            await Task.Delay(Poll, http.RequestAborted);
            found = await caisses.FindAsync(slug, http.RequestAborted);
        }
        return found;
    }

    static bool HasGrantIn(HttpContext http, string slug) =>
        http.User.HasClaim(claim => claim.Type == "grants"
            && claim.Value.StartsWith($"{slug}:", StringComparison.Ordinal));

    static bool IsOperator(HttpContext http) =>
        http.User.HasClaim("grants", $"{Grants.EveryCaisse}:{Grants.Operator}");

    static bool IsOfPlatform(HttpContext http, string slug) => slug == Grants.EveryCaisse
        && IsOperator(http) && http.GetEndpoint()?.Metadata.GetMetadata<OfPlatformToo>() is not null;

    static Refusal NotKnownYet(string slug) =>
        Refusal.Conflict(
            "not-known-yet", $"This service has not received the founding of \"{slug}\" yet.") with
        {
            DetailInFrench = $"Ce service n'a pas encore reçu la fondation de « {slug} ».",
            RetryAfter = TimeSpan.FromSeconds(1),
        };
}

/// <summary>On endpoints of a caisse that operators also use for the platform, as caisse <c>*</c>.</summary>
sealed class OfPlatformToo;

/// <summary>Marks endpoints of a caisse that operators also use for the platform.</summary>
public static class PlatformToo
{
    /// <summary>Lets operators use it with <c>*</c> in place of a caisse; it takes no KnownCaisse.</summary>
    public static RouteHandlerBuilder OfPlatformToo(this RouteHandlerBuilder route) =>
        route.WithMetadata(new OfPlatformToo());
}
