using System.Security.Cryptography;

namespace Caisse.Servers;

/// <summary>A secret that is made up once and then kept, readable by its owner only.</summary>
internal static class SecretFile
{
    public const int LengthCharacters = 2 * EntropyBytes;
    private const int EntropyBytes = 24;

    public static string ReadOrCreate(string path)
    {
        if (File.Exists(path)) return File.ReadAllText(path).Trim();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(EntropyBytes));
        Write(path, secret);
        return secret;
    }

    /// <summary>
    /// Replaces the file in one step: it is never seen half written, nor readable by others.
    /// </summary>
    public static void Write(string path, string content)
    {
        var partial = path + ".partial";
        File.Delete(partial);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var writer = new StreamWriter(partial, options)) writer.Write(content);
        File.Move(partial, path, overwrite: true);
    }
}
