using System.Diagnostics;

namespace Caisse.AppHost.Processes;

/// <summary>
/// A project on the list: its built program, with Aspire's environment, ready when its health check says so.
/// </summary>
internal sealed class StartableProject(
    ProjectResource project, RunSettings settings, ConnectionStrings values, Action<string> onLine)
    : Startable(project)
{
    private static readonly TimeSpan readyLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan pollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5) };

    public override string? Address => project.Address;

    public override bool RunsToEnd => project.HealthPath is null;

    public override async Task<GuardedProcess> StartAsync(
        Action<GuardedProcess> started, CancellationToken cancellation)
    {
        var program = BuiltProgram.Find(project.ProjectPath);
        var process = GuardedProcess.Start(new GuardedCommand(BuiltProgram.DotnetPath, [program.Path])
        {
            WorkingDirectory = program.ProjectFolder,
            Environment = Variables(),
            ForgottenPrefixes = ["ASPNETCORE_", "MSBUILD", "DOTNET_CLI_"],
            OnLine = onLine,
        });
        started(process);
        if (project.HealthPath is not null) await WaitUntilHealthyAsync(process, cancellation);
        return process;
    }

    private async Task WaitUntilHealthyAsync(GuardedProcess process, CancellationToken cancellation)
    {
        var url = new Uri($"{project.Address}{project.HealthPath}");
        var waited = Stopwatch.StartNew();
        var answer = "no answer";
        while (waited.Elapsed < readyLimit)
        {
            if (process.Exited.IsCompleted)
                throw new StartRefusedException(
                    $"{Name} ended with code {process.Exited.Result} before it was ready: see its log.");
            try
            {
                using var response = await http.GetAsync(url, cancellation);
                if (response.IsSuccessStatusCode) return;
                answer = $"status {(int)response.StatusCode}";
            }
            catch (HttpRequestException notYet)
            {
                answer = notYet.Message;
            }
            catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
            {
                answer = "no answer in time";
            }
            await Task.Delay(pollInterval, cancellation);
        }
        await process.StopAsync(StopGrace);
        throw new StartRefusedException(
            $"{Name} was not ready after {readyLimit.TotalSeconds} s ({url}: {answer}): see its log.");
    }

    private Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(settings.Marks)
        {
            ["ASPNETCORE_ENVIRONMENT"] = settings.Environment.EnvironmentName,
            ["DOTNET_ENVIRONMENT"] = settings.Environment.EnvironmentName,
            ["OTEL_SERVICE_NAME"] = Name,
            // A dozen programs share this machine; the server collector would give each a heap per core.
            ["DOTNET_gcServer"] = "0",
        };
        if (project.Address is not null) variables["ASPNETCORE_URLS"] = project.Address;
        foreach (var (name, value) in project.Environment) variables[name] = value(values);
        return variables;
    }
}
