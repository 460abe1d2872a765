namespace Caisse.AppHost.Processes;

/// <summary>
/// How one resource is started; the supervisor decides when, and what happens when it ends.
/// </summary>
internal abstract class Startable(Resource resource)
{
    public Resource Resource { get; } = resource;

    public string Name => Resource.Name;

    public virtual string? Address => null;

    /// <summary>When the first start is refused, the whole platform is.</summary>
    public virtual bool IsEssential => false;

    /// <summary>Exit code 0 means that its work is done.</summary>
    public virtual bool RunsToEnd => false;

    public virtual TimeSpan StopGrace => TimeSpan.FromSeconds(10);

    /// <summary>
    /// Starts it and returns when it is ready. Reports the process as soon as there is one.
    /// </summary>
    public abstract Task<GuardedProcess> StartAsync(
        Action<GuardedProcess> started, CancellationToken cancellation);
}
