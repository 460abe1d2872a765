namespace Caisse.AppHost.Processes;

/// <summary>What every process of one run is given.</summary>
internal sealed record RunSettings(HostEnvironment Environment, Dictionary<string, string> Marks);
