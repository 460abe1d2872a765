using Caisse.Servers;

namespace Caisse.AppHost;

/// <summary>All that a platform on this machine keeps, and the lock that makes it one platform's.</summary>
internal sealed class DataDirectory : IDisposable
{
    // Only what a start has made is ever deleted, whatever directory is named.
    private static readonly string[] ownFolders = ["postgres", "postgres.new", "rabbitmq", "secrets", "logs"];

    // What an earlier release kept here.
    private static readonly string[] ownFiles = ["resources.json"];

    private readonly FileStream heldLock;

    private DataDirectory(string path, FileStream heldLock)
    {
        DirectoryPath = path;
        this.heldLock = heldLock;
    }

    public string DirectoryPath { get; }

    public string LogsPath => Path.Combine(DirectoryPath, "logs");

    public static DataDirectory Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var lockFile = Path.Combine(path, "lock");
            return new DataDirectory(path, Lock(lockFile));
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new StartRefusedException(
                $"The data directory {path} cannot be written ({denied.Message}): " +
                "choose another with --data DIR.");
        }
    }

    /// <summary>A secret that is made up on the first start, and the same ever after.</summary>
    public string Secret(string name) =>
        SecretFile.ReadOrCreate(Path.Combine(DirectoryPath, "secrets", name));

    public void BeginAnew()
    {
        var folders = ownFolders.Select(name => Path.Combine(DirectoryPath, name));
        foreach (var folder in folders.Where(Directory.Exists)) Directory.Delete(folder, recursive: true);
        foreach (var file in ownFiles) File.Delete(Path.Combine(DirectoryPath, file));
    }

    public void Dispose() => heldLock.Dispose();

    private static FileStream Lock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held) when (held is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new StartRefusedException(
                $"Caisse already runs on {Path.GetDirectoryName(file)}: " +
                "stop it, or name another directory with --data DIR.");
        }
    }
}
