using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.FileProviders;

namespace Caisse.Portal.Till;

/// <summary>
/// What a till keeps to start without network, and its worker: another version of any of it is another
/// worker, which takes over once no payment is under way.
/// </summary>
sealed class TillShell(IWebHostEnvironment environment)
{
    const string Folder = "encaisser";
    const string Worker = "worker.js";

    /// <summary>Pages and words are in the assembly, everything else beside it.</summary>
    internal string Version { get; } = VersionOf(environment.WebRootFileProvider);

    internal static void Map(WebApplication app) =>
        app.MapGet("/encaisser/sw.js", (TillShell shell, HttpContext http) => shell.AnswerAsync(http));

    async Task<IResult> AnswerAsync(HttpContext http)
    {
        // Its address lies below what it looks after.
        http.Response.Headers["Service-Worker-Allowed"] = "/encaisser";
        http.Response.Headers.CacheControl = "no-cache";
        var text = await ReadAsync(environment.WebRootFileProvider.GetFileInfo($"{Folder}/{Worker}"));
        return Results.Text($"const version = \"{Version}\";\n{text}", "text/javascript", Encoding.UTF8);
    }

    static string VersionOf(IFileProvider files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(typeof(TillShell).Module.ModuleVersionId.ToByteArray());
        foreach (var file in files.GetDirectoryContents(Folder).Append(files.GetFileInfo("portal.css"))
            .Where(file => file is { Exists: true, IsDirectory: false })
            .OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            using var content = file.CreateReadStream();
            hash.AppendData(SHA256.HashData(content));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    static async Task<string> ReadAsync(IFileInfo file)
    {
        using var reader = new StreamReader(file.CreateReadStream());
        return await reader.ReadToEndAsync();
    }
}
