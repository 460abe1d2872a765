using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Caisse.AppHost.Processes;

/// <summary>
/// One run of everything on the list, from the lock on the data to the last process stopped.
/// </summary>
internal sealed class PlatformRun
{
    private readonly IReadOnlyList<Supervisor> supervisors;
    private readonly ResourceBoard board;
    private readonly Screen screen;

    private PlatformRun(IReadOnlyList<Supervisor> supervisors, ResourceBoard board, Screen screen)
    {
        this.supervisors = supervisors;
        this.board = board;
        this.screen = screen;
    }

    public static async Task RunAsync(
        IReadOnlyList<Resource> resources, HostEnvironment environment, RunOptions options)
    {
        using var stop = new StopRequest();
        using var data = DataDirectory.Open(options.DataPath);
        GiveAddresses(resources.OfType<ProjectResource>(), options.ExternalPort);
        var mark = data.Secret("process-mark");
        var stopped = await Leftovers.StopAsync(mark);
        if (options.Fresh) data.BeginAnew();
        var settings = new RunSettings(
            environment, Marks: new() { [Leftovers.MarkVariable] = data.Secret("process-mark") });

        var hosts = resources
            .Where(resource => resource.Host == resource && resource is not ParameterResource).ToList();
        var board = new ResourceBoard(data.StatusFile, hosts.Select(host => host.Name));
        await using var screen = new Screen(board);
        if (stopped > 0) screen.Say($"Stopped {stopped} processes that an earlier start had left behind.");

        var values = new ConnectionStrings();
        var parameters = resources.OfType<ParameterResource>().ToList();
        foreach (var parameter in parameters) values[parameter.Name] = data.Secret(parameter.Name);
        var startables = new StartableList(data, settings, values, screen);
        var supervisors =
            hosts.Select(host => new Supervisor(startables.For(host), board, screen.Say)).ToList();
        var run = new PlatformRun(supervisors, board, screen);
        if (environment.IsDevelopment())
            foreach (var parameter in parameters) screen.Say($"{parameter.Name} is {values[parameter.Name]}");
        await run.UntilStoppedAsync(stop);
    }

    private async Task UntilStoppedAsync(StopRequest stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop.Orderly);
        var loops = supervisors
            .Select(one => one.RunAsync(ReadinessOf(one.Startable.Resource.WaitsFor), ended.Token)).ToList();
        try
        {
            var lasting = supervisors.Where(one => !one.Startable.RunsToEnd).Select(one => one.Ready);
            // The first that can never be ready ends the wait for the others.
            await foreach (var ready in Task.WhenEach(lasting)) await ready;
            screen.Say(ReadyLine());
            await Task.WhenAll(loops);
            screen.Say("Stopping.");
        }
        catch (OperationCanceledException) when (stop.Orderly.IsCancellationRequested)
        {
            screen.Say("Stopping before everything was ready.");
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(loops);
            await StopAllAsync(stop.AtOnce);
        }
    }

    private Task ReadinessOf(IEnumerable<Resource> resources) =>
        Task.WhenAll(supervisors
            .Where(one => resources.Contains(one.Startable.Resource))
            .Select(one => one.Ready));

    /// <summary>Those that depend on others stop before them, all of a level together.</summary>
    private async Task StopAllAsync(CancellationToken atOnce)
    {
        await using var impatience = atOnce.Register(() =>
        {
            foreach (var one in supervisors) one.Kill();
        });
        var levels = supervisors
            .GroupBy(one => Level(one.Startable.Resource)).OrderByDescending(level => level.Key);
        foreach (var level in levels) await Task.WhenAll(level.Select(one => one.StopAsync()));
    }

    private static int Level(Resource resource) =>
        resource.WaitsFor.Count == 0 ? 0 : 1 + resource.WaitsFor.Max(Level);

    private string ReadyLine()
    {
        using var self = Process.GetCurrentProcess();
        var seconds =
            (DateTime.Now - self.StartTime).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        var external = supervisors.Select(one => one.Startable.Resource).OfType<ProjectResource>()
            .FirstOrDefault(project => project.IsExternal);
        return external is null
            ? $"Caisse is ready after {seconds} s"
            : $"Caisse is ready at {external.Address} after {seconds} s";
    }

    private static void GiveAddresses(IEnumerable<ProjectResource> projects, int? externalPort)
    {
        foreach (var project in projects.Where(project => project.HasEndpoint))
        {
            var asked = project.IsExternal ? externalPort ?? project.Port : project.Port;
            if (asked is > 0 && !LoopbackPort.IsFree(asked.Value, IPAddress.Loopback))
                throw new StartRefusedException(
                    $"Port {asked} is taken by another program: " +
                    "stop that, or choose another with --gateway-port N.");
            var host = project.IsExternal ? "localhost" : "127.0.0.1";
            project.Address = $"http://{host}:{(asked is > 0 ? asked : LoopbackPort.Free())}";
        }
    }
}
