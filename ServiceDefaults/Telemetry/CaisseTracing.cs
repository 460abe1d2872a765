using System.Diagnostics;

namespace Caisse.ServiceDefaults;

/// <summary>The platform's own spans.</summary>
public static class CaisseTracing
{
    /// <summary>Name of the activity source.</summary>
    public const string SourceName = "Caisse";

    /// <summary>The activity source.</summary>
    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>
    /// Begins a trace of work that a worker does of its own accord, once it has found that there is some:
    /// looking for work makes no trace. Null when nobody listens.
    /// </summary>
    /// <param name="work">What is done, as its class is named.</param>
    public static Activity? Begin(string work) => Source.StartActivity(work);
}
