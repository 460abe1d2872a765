using System.Collections.Concurrent;

namespace Caisse.AppHost.Processes;

/// <summary>
/// Values that exist only while the platform runs: addresses of servers, generated parameters.
/// </summary>
internal sealed class ConnectionStrings
{
    private readonly ConcurrentDictionary<string, string> values = [];

    public string this[string resource]
    {
        get => values.TryGetValue(resource, out var value)
            ? value
            : throw new InvalidOperationException(
                $"{resource} has no value yet: a resource that uses it must wait for it.");
        set => values[resource] = value;
    }
}
