using Caisse.Servers;

// Each test starts a whole platform, and says how soon something happens: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Caisse.AppHost.Tests;

/// <summary>A data directory for one test; disposing waits until nothing runs on it any more.</summary>
public abstract class TemporaryData : IAsyncLifetime
{
    protected string Data { get; } = Directory.CreateTempSubdirectory("caisse-platform-").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        var mark = Path.Combine(Data, "secrets", "process-mark");
        if (File.Exists(mark)) await Leftovers.StopAsync((await File.ReadAllTextAsync(mark)).Trim());
        Directory.Delete(Data, recursive: true);
    }
}
