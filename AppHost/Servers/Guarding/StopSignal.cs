namespace Caisse.Servers;

/// <summary>What a program is told when it has to stop; the values are the system's signal numbers.</summary>
public enum StopSignal
{
    /// <summary>PostgreSQL's fast shutdown: it disconnects its clients instead of waiting for them.</summary>
    Interrupt = 2,

    /// <summary>For throw-away servers, whose data nobody will read again.</summary>
    Kill = 9,

    Terminate = 15,
}
