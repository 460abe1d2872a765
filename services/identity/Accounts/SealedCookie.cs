using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Caisse.Identity.Keys;
using Caisse.Identity.Pages;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.Accounts;

/// <summary>
/// Keeps what a person is in the middle of in their own browser, encrypted: it needs no table, and any
/// instance can go on.
/// </summary>
sealed class SealedCookie(KeyEncryption encryption, IConfiguration configuration)
{
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(20);

    readonly byte[] key = encryption.Derive("what a browser keeps for us");
    readonly bool isSecure = Addresses.Root(configuration).StartsWith("https:", StringComparison.Ordinal);

    internal void Write<T>(HttpContext http, string name, T value)
    {
        var until = TimeProvider.System.GetUtcNow() + Lifetime;
        var json = JsonSerializer.SerializeToUtf8Bytes(new Envelope<T>(value, until), CaisseJson.Events);
        http.Response.Cookies.Append(
            NameOf(name), Base64Url.EncodeToString(SealedBox.Seal(key, json, name)), Options(until));
    }

    /// <summary>What was kept; null when there is nothing, it was changed, or it is too old.</summary>
    internal T? Read<T>(HttpContext http, string name) where T : class
    {
        if (http.Request.Cookies[NameOf(name)] is not { Length: > 60 } text || !Base64Url.IsValid(text))
        {
            return null;
        }
        try
        {
            var json = SealedBox.Open(key, Base64Url.DecodeFromChars(text), name);
            var kept = JsonSerializer.Deserialize<Envelope<T>>(json, CaisseJson.Events);
            return kept is not null && kept.Until > TimeProvider.System.GetUtcNow() ? kept.Value : null;
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            return null; // Somebody else's, of another key, or of an older form.
        }
    }

    internal void Remove(HttpContext http, string name) =>
        http.Response.Cookies.Delete(NameOf(name), Options(null));

    /// <summary>A browser takes no cookie of that name but from this very host, over TLS.</summary>
    internal string NameOf(string name) => isSecure ? $"__Host-{name}" : name;

    internal CookieOptions Options(DateTimeOffset? until) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        Secure = isSecure,
        Path = "/",
        Expires = until,
    };

    sealed record Envelope<T>(T Value, DateTimeOffset Until);
}
