namespace Caisse.AppHost;

/// <summary>A .NET program of this repository on the list, whichever way it is started.</summary>
internal interface IProgram
    : IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithServiceDiscovery,
        IResourceWithWaitSupport;

/// <summary>
/// The program a project has built. Aspire's own projects keep a <c>dotnet run</c> beside each program, which
/// holds more memory than the program itself and starts half as fast.
/// </summary>
internal sealed class BuiltProgram(string name, string dotnet, string workingDirectory)
    : ExecutableResource(name, dotnet, workingDirectory), IProgram;

/// <summary>The same as a project, for the manifest that others deploy from.</summary>
internal sealed class PublishedProgram(string name) : ProjectResource(name), IProgram;
