using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Caisse.AppHost;

/// <summary>
/// All that a terminal shows: a line for each resource that becomes ready, then the addresses, and whatever
/// goes wrong.
/// </summary>
internal sealed class Terminal(Platform platform, LogFiles files)
{
    private const string OwnLog = "apphost";

    // The whole line is in the log and on the dashboard: stack traces fill screens.
    private const int MaxCharacters = 300;

    private readonly long begun = Stopwatch.GetTimestamp();
    private readonly Lock gate = new();
    private readonly int nameWidth = platform.Builder.Resources.Where(IsShown).Max(one => one.Name.Length);
    private bool isStopping;
    private bool isClosed;

    /// <summary>Whether a resource has a process of its own, with a beginning, an end and words.</summary>
    public static bool IsShown(IResource resource) =>
        resource is IProgram or InstalledServer or ContainerResource;

    public void Begin(IServiceProvider services)
    {
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStopping.Register(SayStopping);
        if (platform.Ground.Notice is { } notice) Say(notice);
        _ = WatchAsync(services, lifetime.ApplicationStopping);
    }

    /// <summary>A sentence of the AppHost itself.</summary>
    public void Say(string sentence)
    {
        files.Write(OwnLog, sentence);
        lock (gate)
        {
            if (isClosed) return;
            try
            {
                Console.Out.WriteLine(sentence);
            }
            catch (IOException)
            {
                // The terminal was closed: stopping what runs goes on, unseen.
                isClosed = true;
            }
        }
    }

    /// <summary>
    /// A line of a resource; while everything stops, what they say of each other's end is left out.
    /// </summary>
    public void Pass(string resource, string line)
    {
        var part = line.Length > MaxCharacters ? line[..MaxCharacters] + " ..." : line;
        if (!isStopping) Say($"{resource.PadRight(nameWidth)} | {part}");
    }

    public void SayStopped() => Say($"Stopped. Data stays in {platform.Ground.DataPath}.");

    public void SayStopping()
    {
        if (!Interlocked.Exchange(ref isStopping, true)) Say("Stopping.");
    }

    private async Task WatchAsync(IServiceProvider services, CancellationToken stopping)
    {
        var awaited = platform.Builder.Resources.Where(IsShown).Select(one => one.Name)
            .Except(platform.Options.Without).Except([Programs.Demo]).ToHashSet();
        var ready = new HashSet<string>();
        try
        {
            var notifications = services.GetRequiredService<ResourceNotificationService>();
            await foreach (var change in notifications.WatchAsync(stopping))
            {
                var name = change.Resource.Name;
                if (!IsShown(change.Resource)) continue;
                if (change.Snapshot.State?.Text != KnownResourceStates.Running) ready.Remove(name);
                else if (change.Snapshot.HealthStatus is HealthStatus.Healthy && ready.Add(name))
                {
                    var isFirst = awaited.Remove(name);
                    var when = isFirst ? $"after {Seconds()} s" : "again";
                    Say($"{name.PadRight(nameWidth)} is ready {when}");
                    if (isFirst && awaited.Count == 0) await SayReadyAsync(services, stopping);
                }
            }
        }
        catch (OperationCanceledException)
        {
            SayStopping();
        }
    }

    private async Task SayReadyAsync(IServiceProvider services, CancellationToken stopping)
    {
        SayAddresses();
        foreach (var name in platform.Options.Without)
            Say(await LeftOut.DescribeAsync(platform, name, services, stopping));
        Say("Ctrl-C stops everything; data stays for the next start.");
    }

    private void SayAddresses()
    {
        var ground = platform.Ground;
        var address = $"http://localhost:{ground.GatewayPort}";
        Say($"""

            Caisse is ready at {address} after {Seconds()} s
              API          {address}
              its pages    {address}/docs
              dashboard    {DashboardSettings.LoginOf(ground)}
              logs         {ground.LogsPath}
            """);
        if (platform.Builder.Environment.IsDevelopment())
            Say($"  operator     client operator, secret {ground.Secret("operator-secret")}");
    }

    private string Seconds() =>
        Stopwatch.GetElapsedTime(begun).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
