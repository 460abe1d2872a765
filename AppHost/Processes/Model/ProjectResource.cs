namespace Caisse.AppHost.Processes;

/// <summary>A .NET program of this repository.</summary>
public sealed class ProjectResource(string name, string projectPath) : Resource(name)
{
    internal string ProjectPath { get; } = projectPath;

    internal bool HasEndpoint { get; set; }

    /// <summary>Null for any free port.</summary>
    internal int? Port { get; set; }

    /// <summary>
    /// Meant for people and programs outside: it answers to the name localhost, on a port one can choose.
    /// </summary>
    internal bool IsExternal { get; set; }

    internal string? HealthPath { get; set; }

    internal string? Address { get; set; }

    internal Dictionary<string, Func<ConnectionStrings, string>> Environment { get; } = [];
}
