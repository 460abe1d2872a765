using System.Diagnostics;

namespace Caisse.ServiceDefaults;

/// <summary>The platform's own spans.</summary>
public static class CaisseTracing
{
    /// <summary>Name of the activity source.</summary>
    public const string SourceName = "Caisse";

    /// <summary>The activity source.</summary>
    public static ActivitySource Source { get; } = new(SourceName);
}
