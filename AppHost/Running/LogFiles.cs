namespace Caisse.AppHost;

/// <summary>
/// What each resource says, in a file of its own below the data directory: this run's and the end of the one
/// before, neither larger than a limit.
/// </summary>
internal sealed class LogFiles(string directory) : IDisposable
{
    /// <summary>Then the file becomes the older one, and a new one begins.</summary>
    public const long MaxBytes = 16 * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<string, StreamWriter> writers = [];
    private bool isClosed;

    public void Write(string resource, string line)
    {
        lock (gate)
        {
            if (isClosed) return;
            if (!writers.TryGetValue(resource, out var writer)) writers[resource] = writer = Open(resource);
            writer.WriteLine(line);
            if (writer.BaseStream.Length < MaxBytes) return;
            writer.Dispose();
            writers[resource] = Open(resource);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isClosed = true;
            foreach (var writer in writers.Values) writer.Dispose();
        }
    }

    private StreamWriter Open(string resource)
    {
        Directory.CreateDirectory(directory);
        var file = Path.Combine(directory, $"{resource}.log");
        if (File.Exists(file)) File.Move(file, Path.Combine(directory, $"{resource}.1.log"), overwrite: true);
        // What the demonstration prints has its accounts in it.
        return new StreamWriter(file, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        })
        { AutoFlush = true };
    }
}
