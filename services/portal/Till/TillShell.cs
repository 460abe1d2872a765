using System.Security.Cryptography;
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

    /// <summary>The worker's script, which begins with its version.</summary>
    internal async Task<string> WorkerAsync()
    {
        var file = environment.WebRootFileProvider.GetFileInfo($"{Folder}/{Worker}");
        using var reader = new StreamReader(file.CreateReadStream());
        return $"const version = \"{Version}\";\n{await reader.ReadToEndAsync()}";
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
}
