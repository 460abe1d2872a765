namespace Caisse.AppHost.Processes;

/// <summary>A program to run, and what becomes of its output.</summary>
internal sealed record GuardedCommand(string Program, IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Inherited variables that start with one of these are not passed on.</summary>
    public IReadOnlyList<string> ForgottenPrefixes { get; init; } = [];

    public string? WorkingDirectory { get; init; }

    public StopSignal StopSignal { get; init; } = StopSignal.Terminate;

    public Action<string> OnLine { get; init; } = _ => { };
}
