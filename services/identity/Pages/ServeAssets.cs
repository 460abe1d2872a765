using System.Security.Cryptography;
using Caisse.ServiceDefaults;
using Microsoft.Net.Http.Headers;

namespace Caisse.Identity.Pages;

/// <summary>Serves the style sheet, the typeface and the script for passkeys from the program.</summary>
static class ServeAssets
{
    /// <summary>Where pages find them.</summary>
    internal const string Folder = "/connexion/fichiers";

    const string Prefix = "assets/";

    static readonly Dictionary<string, string> Types = new()
    {
        ["portal.css"] = "text/css; charset=utf-8",
        ["text.woff2"] = "font/woff2",
        ["passkey.js"] = "text/javascript; charset=utf-8",
    };

    static readonly Dictionary<string, (byte[] Bytes, string Tag)> Files = Types.Keys.ToDictionary(
        name => name, Read);

    internal static void Map(WebApplication root) =>
        root.MapGet(Folder + "/{name}", Handle)
            .Describe(nameof(ServeAssets), "The style sheet, the typeface and the script of the pages.")
            .WithTags("Identity").ExcludeFromDescription().AllowAnonymous();

    static IResult Handle(string name, HttpContext http)
    {
        if (!Files.TryGetValue(name, out var file))
        {
            return Results.NotFound();
        }
        http.Response.Headers.CacheControl = "public, max-age=3600";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(file.Bytes, Types[name], entityTag: new EntityTagHeaderValue($"\"{file.Tag}\""));
    }

    static (byte[], string) Read(string name)
    {
        using var stream = typeof(ServeAssets).Assembly.GetManifestResourceStream(Prefix + name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return (bytes.ToArray(), Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()))[..16]);
    }
}
