using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Caisse.Demo;

/// <summary>
/// What has been done already, line by line in a file of its own for each installation, so that a
/// demonstration that was interrupted goes on where it was and one that is complete is only read back.
/// </summary>
sealed class Notebook : IDisposable
{
    readonly ConcurrentDictionary<string, string> lines;
    readonly StreamWriter file;
    readonly SemaphoreSlim writing = new(1);

    Notebook(Dictionary<string, string> lines, StreamWriter file, string folder) =>
        (this.lines, this.file, Folder) = (new(lines), file, folder);

    /// <summary>Where it is kept.</summary>
    internal string Folder { get; }

    /// <summary>
    /// The notebook of the installation that has this secret; a fresh installation has a new one.
    /// </summary>
    internal static Notebook Open(string installationSecret)
    {
        var folder = Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
            "caisse");
        Directory.CreateDirectory(folder);
        var installation =
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(installationSecret)))[..16];
        var path = Path.Combine(folder, $"demo-{installation}.jsonl");
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        if (!OperatingSystem.IsWindows())
        {
            // It holds the credentials of the demonstration's accounts.
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        var lines = new Dictionary<string, string>();
        using (var reader = new StreamReader(stream, leaveOpen: true))
        {
            while (reader.ReadLine() is { } line)
            {
                Read(line, lines);
            }
        }
        return new Notebook(lines, new StreamWriter(stream) { AutoFlush = true }, folder);
    }

    /// <summary>A line cut short by a kill was never relied on.</summary>
    static void Read(string line, Dictionary<string, string> lines)
    {
        try
        {
            var (key, value) = JsonSerializer.Deserialize<KeyValuePair<string, string>>(line);
            lines[key] = value;
        }
        catch (JsonException)
        {
            Console.Error.WriteLine(
                "The demonstration's notebook ends in a half-written line; going on before it.");
        }
    }

    /// <summary>Whether something is written down.</summary>
    internal bool Has(string what) => lines.ContainsKey(what);

    /// <summary>Does something unless it is written down, and writes down what came of it.</summary>
    internal async Task<T> OnceAsync<T>(string what, Func<Task<T>> act)
    {
        if (lines.TryGetValue(what, out var written))
        {
            return JsonSerializer.Deserialize<T>(written)!;
        }
        var outcome = await act();
        await writing.WaitAsync();
        try
        {
            lines[what] = JsonSerializer.Serialize(outcome);
            await file.WriteLineAsync(JsonSerializer.Serialize(KeyValuePair.Create(what, lines[what])));
        }
        finally
        {
            writing.Release();
        }
        return outcome;
    }

    public void Dispose()
    {
        file.Dispose();
        writing.Dispose();
    }
}
