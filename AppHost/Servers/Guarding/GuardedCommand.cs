namespace Caisse.Servers;

/// <summary>A program to run, and what becomes of its output.</summary>
internal sealed record GuardedCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>What setpriv is told before it becomes the program; empty for the rights we have.</summary>
    public IReadOnlyList<string> Privileges { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Inherited variables that start with one of these are not passed on.</summary>
    public IReadOnlyList<string> ForgottenPrefixes { get; init; } = [];

    public string? WorkingDirectory { get; init; }

    public StopSignal StopSignal { get; init; } = StopSignal.Terminate;

    public Action<string> OnLine { get; init; } = _ => { };
}
