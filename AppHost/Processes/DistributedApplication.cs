namespace Caisse.AppHost.Processes;

/// <summary>Everything on the list, run as plain processes of this machine.</summary>
public sealed class DistributedApplication
{
    private readonly IReadOnlyList<Resource> resources;
    private readonly HostEnvironment environment;
    private readonly string[] arguments;

    private DistributedApplication(
        IReadOnlyList<Resource> resources, HostEnvironment environment, string[] arguments)
    {
        this.resources = resources;
        this.environment = environment;
        this.arguments = arguments;
    }

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new Builder(args);

    /// <summary>
    /// Runs until it is told to stop; the process's exit code is 1 when it could not start.
    /// </summary>
    public void Run()
    {
        try
        {
            if (!OperatingSystem.IsLinux())
                throw new StartRefusedException(
                    "Plain processes need Linux: build with -p:Containers=true to use a container engine.");
            if (RunOptions.AsksForHelp(arguments))
            {
                Console.WriteLine(RunOptions.Help);
                return;
            }
            var options = RunOptions.Parse(arguments);
            PlatformRun.RunAsync(resources, environment, options).GetAwaiter().GetResult();
        }
        catch (StartRefusedException refused)
        {
            Console.Error.WriteLine(refused.Message);
            Environment.ExitCode = 1;
        }
    }

    private sealed class Builder(string[] arguments) : IDistributedApplicationBuilder
    {
        private readonly List<Resource> resources = [];

        public HostEnvironment Environment { get; } = HostEnvironment.Current();

        public IResourceBuilder<TResource> AddResource<TResource>(TResource resource)
            where TResource : Resource
        {
            if (resources.Any(other => other.Name == resource.Name))
                throw new ArgumentException($"Two resources are named {resource.Name}.", nameof(resource));
            resources.Add(resource);
            return new ResourceBuilder<TResource>(resource, this);
        }

        public DistributedApplication Build() => new(resources, Environment, arguments);
    }
}
