namespace Caisse.AppHost.Processes;

/// <summary>Something on the list of what runs.</summary>
public abstract class Resource(string name)
{
    public string Name { get; } = name;

    /// <summary>What has to be ready before this is started.</summary>
    internal List<Resource> WaitsFor { get; } = [];

    /// <summary>The process that stands for it; a database is ready when its server is.</summary>
    public virtual Resource Host => this;
}

/// <summary>A resource others reach by a connection string, which is known once its server runs.</summary>
public interface IResourceWithConnectionString
{
    string Name { get; }

    Resource Host { get; }
}
