using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.DataProtection;

namespace Caisse.Portal.Layout;

/// <summary>
/// What somebody had typed when they found that their session had ended: sealed, in their own browser, for an
/// hour. Once they have signed in again it stands in the same form, and nothing was done meanwhile.
/// </summary>
sealed class KeptForm(IDataProtectionProvider protection)
{
    /// <summary>Browsers keep a few such cookies; what is longer is not kept.</summary>
    const int MostBytes = 12_000;

    static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    static readonly ChunkingCookieManager Chunks = new();

    readonly ITimeLimitedDataProtector seal = protection.CreateProtector("form").ToTimeLimitedDataProtector();

    sealed record Typed(string Address, Dictionary<string, string[]> Values);

    /// <summary>Keeps the form of a request that is about to be sent to sign in.</summary>
    internal async Task KeepAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var values = form.Where(field => !field.Key.StartsWith('_'))
            .ToDictionary(field => field.Key, field => field.Value.OfType<string>().ToArray());
        var text = JsonSerializer.Serialize(new Typed(AddressOf(http), values));
        if (values.Count > 0 && text.Length <= MostBytes)
        {
            Chunks.AppendResponseCookie(http, NameOf(http), seal.Protect(text, Lifetime), Options(http));
        }
    }

    /// <summary>Types in again what was kept for this page; whether there was anything.</summary>
    internal bool Restore(HttpContext http, object page)
    {
        if (!HttpMethods.IsGet(http.Request.Method)
            || Chunks.GetRequestCookie(http, NameOf(http)) is not { } kept || Open(kept) is not { } typed
            || typed.Address != AddressOf(http))
        {
            return false;
        }
        Chunks.DeleteCookie(http, NameOf(http), Options(http));
        foreach (var property in page.GetType().GetProperties())
        {
            if (property.GetCustomAttribute<SupplyParameterFromFormAttribute>() is not null
                && typed.Values.GetValueOrDefault(property.Name) is { Length: > 0 } values)
            {
                property.SetValue(page, ValueOf(property.PropertyType, values));
            }
        }
        return true;
    }

    static object? ValueOf(Type type, string[] values) =>
        type == typeof(string[]) ? values
        : type == typeof(Guid?) ? Guid.TryParse(values[0], out var id) ? id : null
        : values[0];

    Typed? Open(string kept)
    {
        try
        {
            return JsonSerializer.Deserialize<Typed>(seal.Unprotect(kept));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    static string AddressOf(HttpContext http) => $"{http.Request.Path}{http.Request.QueryString}";

    static string NameOf(HttpContext http) => OwnCookies.NameOf("saisie", http.Request.IsHttps);

    static CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Path = "/",
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
    };
}

static class KeptForms
{
    internal static void UseKeptForms(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (HttpMethods.IsPost(http.Request.Method) && http.Request.HasFormContentType
            && http.User.Identity?.IsAuthenticated != true
            && http.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null)
        {
            await http.RequestServices.GetRequiredService<KeptForm>().KeepAsync(http);
        }
        await next(http);
    });
}
