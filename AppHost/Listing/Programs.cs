using Caisse.Servers;
using Microsoft.Extensions.Hosting;
using static System.FormattableString;

namespace Caisse.AppHost;

/// <summary>Puts programs on the list, and says what they are given.</summary>
internal static class Programs
{
    /// <summary>Aspire's name of a program's only endpoint.</summary>
    public const string Http = "http";

    /// <summary>The demonstration's name on the list: it ends, and nobody waits for it.</summary>
    public const string Demo = "demo";

    public static IResourceBuilder<IProgram> AddProgram<TProject>(this Platform platform, string name)
        where TProject : IProjectMetadata, new()
    {
        var program = platform.Builder.ExecutionContext.IsPublishMode
            ? Publish(platform, name, new TProject())
            : Run(platform, name, ProgramFiles.Of(new TProject().ProjectPath));
        return program
            .WithReferenceEnvironment(
                ReferenceEnvironmentInjectionFlags.ConnectionString
                | ReferenceEnvironmentInjectionFlags.ServiceDiscovery)
            // A dozen programs share a machine; the server collector would give each a heap per core.
            .WithEnvironment("DOTNET_gcServer", "0");
    }

    /// <summary>On loopback, at a port of its own that it keeps when it is started again.</summary>
    public static IResourceBuilder<IProgram> WithPrivateEndpoint(
        this IResourceBuilder<IProgram> program, Platform platform) =>
        program.WithEndpoint(platform, "127.0.0.1", _ => LoopbackPort.Free());

    /// <summary>Meant for people and programs outside, at the port that was asked for.</summary>
    public static IResourceBuilder<IProgram> WithPublicEndpoint(
        this IResourceBuilder<IProgram> program, Platform platform) =>
        program.WithEndpoint(platform, "localhost", ground => ground.GatewayPort).WithExternalHttpEndpoints();

    /// <summary>It is ready when its health check says so.</summary>
    public static IResourceBuilder<IProgram> WithReadiness(
        this IResourceBuilder<IProgram> program, Platform platform) =>
        program.WithPatientHealthCheck(platform, cancellation =>
            ReadinessProbe.AnswersAsync(program.GetEndpoint(Http).Url, cancellation));

    /// <summary>Who is left out is started by hand, and nobody waits for that.</summary>
    public static IResourceBuilder<IProgram> WaitForStarted(
        this IResourceBuilder<IProgram> program, IResourceBuilder<IProgram> dependency, Platform platform) =>
        platform.Options.Without.Contains(dependency.Resource.Name)
            ? program
            : program.WaitFor(dependency, WaitBehavior.WaitOnResourceUnavailable);

    public static IResourceBuilder<IProgram> WithDevelopmentEnvironment(
        this IResourceBuilder<IProgram> program, string name, string value) =>
        program.ApplicationBuilder.Environment.IsDevelopment()
        && program.ApplicationBuilder.ExecutionContext.IsRunMode
            ? program.WithEnvironment(name, value)
            : program;

    private static IResourceBuilder<IProgram> WithEndpoint(
        this IResourceBuilder<IProgram> program, Platform platform, string host, Func<Ground, int> choosePort)
    {
        if (platform.Builder.ExecutionContext.IsPublishMode) return program.WithHttpEndpoint();
        var port = choosePort(platform.Ground);
        // Aspire's proxy would be one more step in every request; the port is free and stays the same.
        return program.WithHttpEndpoint(port, port, Http, isProxied: false)
            .WithEndpoint(Http, endpoint => endpoint.TargetHost = host)
            .WithEnvironment("ASPNETCORE_URLS", Invariant($"http://{host}:{port}"));
    }

    private static IResourceBuilder<IProgram> Run(Platform platform, string name, ProgramFiles files)
    {
        var environment = platform.Builder.Environment.EnvironmentName;
        var program = platform.Builder
            .AddResource(new BuiltProgram(name, ProgramFiles.DotnetPath, files.ProjectFolder))
            .WithArgs(files.ProgramPath)
            .WithOtlpExporter(OtlpProtocol.HttpProtobuf)
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", environment)
            .WithEnvironment("DOTNET_ENVIRONMENT", environment)
            // One line for each message, so that a line says whether it is a warning.
            .WithEnvironment("Logging__Console__FormatterName", "simple")
            .WithEnvironment("Logging__Console__FormatterOptions__SingleLine", "true");
        return platform.Options.Without.Contains(name) ? program.WithExplicitStart() : program;
    }

    private static IResourceBuilder<IProgram> Publish(
        Platform platform, string name, IProjectMetadata project) =>
        platform.Builder.AddResource(new PublishedProgram(name)).WithAnnotation(project)
            .WithOtlpExporter();
}
