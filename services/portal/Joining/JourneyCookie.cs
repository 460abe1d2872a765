using System.Security.Cryptography;
using System.Text.Json;
using Caisse.Portal.Layout;
using Caisse.ServiceDefaults;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

namespace Caisse.Portal.Joining;

/// <summary>Keeps a journey between its pages: sealed, for an hour after the last answer.</summary>
sealed class JourneyCookie(IHttpContextAccessor http, IDataProtectionProvider protection)
{
    string Name => OwnCookies.NameOf("demande", Context.Request.IsHttps);

    static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    static readonly ChunkingCookieManager Chunks = new();

    readonly ITimeLimitedDataProtector seal =
        protection.CreateProtector("journey").ToTimeLimitedDataProtector();

    HttpContext Context => http.HttpContext!;

    /// <summary>The journey towards a caisse, a new one where there is none.</summary>
    internal Journey Read(string caisse)
    {
        if (Chunks.GetRequestCookie(Context, Name) is { } kept)
        {
            try
            {
                var answered = seal.Unprotect(kept);
                if (JsonSerializer.Deserialize<Journey>(answered, CaisseJson.Events) is { } journey
                    && journey.Caisse == caisse)
                {
                    return journey;
                }
            }
            catch (CryptographicException)
            {
                // Too old, or not ours: begun anew.
                Forget();
            }
        }
        return new Journey(Guid.CreateVersion7(), caisse);
    }

    internal void Keep(Journey journey) => Chunks.AppendResponseCookie(
        Context, Name, seal.Protect(JsonSerializer.Serialize(journey, CaisseJson.Events), Lifetime),
        Options());

    internal void Forget() => Chunks.DeleteCookie(Context, Name, Options());

    CookieOptions Options() => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Path = "/",
        SameSite = SameSiteMode.Lax,
        Secure = Context.Request.IsHttps,
    };
}
