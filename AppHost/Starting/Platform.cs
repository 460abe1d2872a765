using Caisse.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Caisse.AppHost;

/// <summary>One run of everything on the list, or one manifest of it.</summary>
internal sealed class Platform
{
    private readonly Ground? ground;

    private Platform(RunOptions options, Ground? ground)
    {
        this.ground = ground;
        Options = options;
        Builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = options.AspireArguments,
            AllowUnsecuredTransport = true,
            TrustDeveloperCertificate = false,
        });
        // A developer's machine, unless its environment says otherwise.
        if (Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") is null
            && Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") is null)
            Builder.Environment.EnvironmentName = Environments.Development;
    }

    public RunOptions Options { get; }

    public IDistributedApplicationBuilder Builder { get; }

    /// <summary>What the run stands on; a manifest stands on nothing.</summary>
    public Ground Ground => ground
        ?? throw new InvalidOperationException("A manifest is written without data, servers and ports.");

    /// <summary>Runs the list until it is told to stop.</summary>
    /// <returns>The process's exit code: 1 when it could not start, and one sentence has said why.</returns>
    public static async Task<int> RunAsync(string[] arguments, Action<Platform> list)
    {
        if (RunOptions.AsksForHelp(arguments))
        {
            Console.WriteLine(RunOptions.Help);
            return 0;
        }
        try
        {
            var options = RunOptions.Parse(arguments, Path.GetDirectoryName(Projects.AppHost.ProjectPath)!);
            if (!options.Publishes) return await RunAsync(options, list);
            var manifest = new Platform(options, ground: null);
            list(manifest);
            await manifest.Builder.Build().RunAsync();
            return Environment.ExitCode;
        }
        catch (StartRefusedException refused)
        {
            Console.Error.WriteLine(refused.Message);
            return 1;
        }
    }

    /// <summary>A secret on the list, kept with the data.</summary>
    /// <param name="name">Its name on the list.</param>
    /// <param name="file">Under which name it is kept, if that is another.</param>
    public IResourceBuilder<ParameterResource> AddSecret(string name, string? file = null) =>
        Builder.AddParameter(
            name, new KeptSecret(ground is null ? null : () => ground.Secret(file ?? name)), secret: true);

    /// <summary>
    /// PostgreSQL and RabbitMQ: as containers where an engine answers, else from the packages.
    /// </summary>
    public ServerResources AddServers()
    {
        var postgresPassword = AddSecret("postgres-password", "postgres");
        var messagingPassword = AddSecret("messaging-password", "rabbitmq");
        return ground is { Engine: null }
            ? new InstalledServerResources(this)
            : new ContainedServers(this, postgresPassword, messagingPassword);
    }

    private static async Task<int> RunAsync(RunOptions options, Action<Platform> list)
    {
        using var stop = new StopRequest();
        using var ground = await PrepareAsync(options, stop.Requested);
        if (ground is null) return 0;
        StartQuickly();
        var platform = new Platform(options, ground);
        list(platform);
        platform.CheckLeftOut();
        DashboardSettings.Apply(platform.Builder, ground);
        var outcome = new Outcome();
        using var files = new LogFiles(ground.LogsPath);
        var terminal = new Terminal(platform, files);
        platform.Builder.Services.AddSingleton(outcome).AddSingleton(terminal).AddSingleton<Restarting>()
            .AddSingleton(files).AddSingleton<ResourceLines>()
            .Configure<HostOptions>(host => host.ShutdownTimeout = StopRequest.Patience);
        platform.Builder.Eventing.Subscribe<BeforeStartEvent>((starting, cancellation) =>
        {
            var restarting = starting.Services.GetRequiredService<Restarting>();
            var lines = starting.Services.GetRequiredService<ResourceLines>();
            // They watch as long as the run lasts, whoever has started it.
            _ = Task.Run(lines.Begin, CancellationToken.None);
            _ = Task.Run(restarting.Begin, CancellationToken.None);
            _ = Task.Run(() => terminal.Begin(starting.Services), CancellationToken.None);
            return Task.CompletedTask;
        });
        await UntilStoppedAsync(platform.Builder.Build(), ground, terminal, stop.Requested);
        terminal.SayStopped();
        return outcome.Refusal is { } refused ? throw refused : 0;
    }

    /// <summary>
    /// Programs that live for a day at most gain nothing from a profile of their hot code, and start a
    /// quarter sooner without one. Handed down to all that is started; an environment that says otherwise is
    /// believed.
    /// </summary>
    private static void StartQuickly()
    {
        const string variable = "DOTNET_TieredPGO";
        if (Environment.GetEnvironmentVariable(variable) is null)
            Environment.SetEnvironmentVariable(variable, "0");
    }

    /// <returns>Null when it was told to stop meanwhile.</returns>
    private static async Task<Ground?> PrepareAsync(RunOptions options, CancellationToken stop)
    {
        try
        {
            return await Ground.PrepareAsync(options, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task UntilStoppedAsync(
        DistributedApplication app, Ground ground, Terminal terminal, CancellationToken stop)
    {
        var stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, stopping);
        try
        {
            await app.StartAsync(either.Token);
            await Task.Delay(Timeout.Infinite, either.Token);
        }
        // Either of the two: what is linked to them may hear of it only after Aspire has given up starting.
        catch (OperationCanceledException)
            when (stop.IsCancellationRequested || stopping.IsCancellationRequested)
        {
            terminal.SayStopping();
        }
        // The orchestrator stops what is left when we have gone: nobody needs to wait longer for it.
        using var patience = new CancellationTokenSource(StopRequest.Patience);
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
        // Nobody may start on the data while a server still writes to it.
        await ground.NothingRunsAsync(patience.Token);
    }

    private void CheckLeftOut()
    {
        var names = Builder.Resources.OfType<IProgram>().Select(program => program.Name).ToList();
        if (Options.Without.Except(names).FirstOrDefault() is { } unknown)
            throw new StartRefusedException(
                $"{unknown} cannot be left out: the programs on the list are {string.Join(", ", names)}.");
    }
}

/// <summary>How a run ends.</summary>
internal sealed class Outcome
{
    /// <summary>Why it could not start, if it could not.</summary>
    public StartRefusedException? Refusal { get; set; }
}
