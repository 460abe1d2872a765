using System.Text.Json;
using System.Text.Json.Serialization;

namespace Caisse.AppHost.Processes;

internal enum ResourceState
{
    Waiting,
    Starting,
    Running,
    Restarting,
    Finished,
    Stopping,
    Stopped,
}

/// <summary>One line of what runs now; the file resources.json has the same fields.</summary>
internal sealed record ResourceStatus(
    string Name, ResourceState State, string? Address, int? Pid, int Restarts);

/// <summary>What runs now, in the order of the list, and the same in a file for tests and scripts.</summary>
internal sealed class ResourceBoard
{
    private static readonly JsonSerializerOptions format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly Lock gate = new();
    private readonly string file;
    private readonly List<ResourceStatus> statuses;

    public ResourceBoard(string file, IEnumerable<string> names)
    {
        this.file = file;
        statuses = [.. names.Select(name => new ResourceStatus(name, ResourceState.Waiting, null, null, 0))];
        Change(statuses[0].Name, status => status);
    }

    public event Action? Changed;

    public IReadOnlyList<ResourceStatus> Statuses
    {
        get
        {
            lock (gate) return [.. statuses];
        }
    }

    public ResourceState StateOf(string name) => Statuses.Single(status => status.Name == name).State;

    public void Set(string name, ResourceState state) =>
        Change(name, status => status with { State = state });

    public void Set(string name, ResourceState state, int? processId, string? address = null) =>
        Change(name, status => status with
        {
            State = state,
            Pid = processId,
            Address = address ?? status.Address,
        });

    public void CountRestart(string name) =>
        Change(name, status => status with { Restarts = status.Restarts + 1 });

    private void Change(string name, Func<ResourceStatus, ResourceStatus> change)
    {
        lock (gate)
        {
            var index = statuses.FindIndex(status => status.Name == name);
            statuses[index] = change(statuses[index]);
            // Replaced in one step: whoever reads it never sees half a file.
            var partial = file + ".partial";
            File.WriteAllText(partial, JsonSerializer.Serialize(statuses, format));
            File.Move(partial, file, overwrite: true);
        }
        Changed?.Invoke();
    }
}
