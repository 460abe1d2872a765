namespace Caisse.Servers;

/// <summary>How private servers are to run.</summary>
public sealed record ServerOptions
{
    /// <summary>
    /// False for tests: nothing is flushed to disk, and stopping is immediate because the data is thrown
    /// away.
    /// </summary>
    public bool Durable { get; init; } = true;

    /// <summary>Receives what the servers say, line by line.</summary>
    public Action<string> OnLine { get; init; } = _ => { };

    /// <summary>Variables the server processes carry besides their own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
