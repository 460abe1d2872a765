using Microsoft.Extensions.Configuration;

namespace Caisse.ServiceDefaults;

/// <summary>
/// What a program reads from its environment: a name, what it is for, and which values it takes.
/// </summary>
/// <param name="Name">Its name in the configuration, "Cards:PinKey".</param>
/// <param name="Expected">What it must be, in words that follow "must be".</param>
/// <param name="Purpose">What it is for, in a clause.</param>
public abstract record Setting(string Name, string Expected, string Purpose)
{
    /// <summary>Whether a program starts without it, outside development too.</summary>
    public bool IsOptional { get; init; }

    /// <summary>
    /// What it is on a development machine where it is not set; null where nothing stands in.
    /// </summary>
    public string? InDevelopment { get; init; }

    /// <summary>Whether it may say nothing but no outside development.</summary>
    public bool IsForDevelopment { get; init; }

    /// <summary>A setting without which this one means nothing, and the other way round.</summary>
    public string? Partner { get; init; }

    /// <summary>
    /// Its name in the environment. A POSIX shell and systemd take no hyphen in it; an underscore stands in.
    /// </summary>
    public string Variable => VariableOf(Name);

    /// <summary>The name without hyphens, which means the same.</summary>
    internal string NameWithoutHyphens => Name.Replace('-', '_');

    /// <summary>A setting that may be set instead of this one: one of the two is needed.</summary>
    public string? Substitute { get; init; }

    /// <summary>Whether a text is a value of it.</summary>
    internal abstract bool Takes(string text);

    /// <summary>What is wrong with it, or null; the value itself, often a secret, is never said.</summary>
    internal string? ProblemIn(IConfiguration configuration, bool isDevelopment) => configuration[Name] switch
    {
        null or "" when Partner is { } partner && !string.IsNullOrEmpty(configuration[partner]) =>
            $"{Variable} is missing, which {VariableOf(partner)} needs; it must be {Expected} ({Purpose}).",
        null or "" when Substitute is { } substitute && !string.IsNullOrEmpty(configuration[substitute]) =>
            null,
        null or "" when IsOptional || (isDevelopment && InDevelopment is not null) => null,
        null or "" => $"{Variable} is missing; it must be {Expected} ({Purpose}).",
        { } text when !Takes(text) => $"{Variable} must be {Expected} ({Purpose}).",
        { } text when IsForDevelopment && !isDevelopment && bool.Parse(text) =>
            $"{Variable} is for development only ({Purpose}).",
        _ => null,
    };

    internal static string VariableOf(string name) => name.Replace(":", "__").Replace('-', '_');
}

/// <summary>A setting and how its values are read.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Expected">What it must be, in words that follow "must be".</param>
/// <param name="Purpose">What it is for, in a clause.</param>
/// <param name="Read">The value that a text stands for; null when it stands for none.</param>
public sealed record Setting<T>(string Name, string Expected, string Purpose, Func<string, Box<T>?> Read)
    : Setting(Name, Expected, Purpose)
{
    /// <summary>What it is where it is not set and need not be.</summary>
    public T? Otherwise { get; init; }

    /// <summary>The value in a configuration that was checked at the start of the program.</summary>
    /// <exception cref="InvalidOperationException">It was not checked: the setting is not declared by the
    /// program that reads it.</exception>
    public T Of(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var text = configuration[Name];
        if (string.IsNullOrEmpty(text) && (IsOptional || Substitute is not null))
        {
            return Otherwise!;
        }
        return !string.IsNullOrEmpty(text) && Read(text) is { } read
            ? read.Value
            : throw new InvalidOperationException($"{Variable} must be {Expected} ({Purpose}).");
    }

    internal override bool Takes(string text) => Read(text) is not null;
}

/// <summary>A value that was read.</summary>
/// <param name="Value">It.</param>
public sealed record Box<T>(T Value);
