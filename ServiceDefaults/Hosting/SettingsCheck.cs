using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Caisse.ServiceDefaults;

/// <summary>A program does not start: what is wrong with its settings, all of it.</summary>
public sealed class WrongSettingsException(string message) : Exception(message)
{
    internal static WrongSettingsException Of(string program, IReadOnlyList<string> problems) =>
        new($"{program} does not start, because its settings are wrong:\n  {string.Join("\n  ", problems)}");
}

/// <summary>Looks at all settings of a program before anything else happens.</summary>
public static class SettingsCheck
{
    /// <summary>Sections that several programs share, each with names of its own choice.</summary>
    static readonly string[] SharedSections = ["ConnectionStrings", "services"];

    /// <summary>
    /// Takes names without hyphens for those with them, lets a development machine's values stand in for what
    /// is not set there, and refuses what is missing, wrong, or not a setting at all.
    /// </summary>
    /// <param name="builder">The program's host.</param>
    /// <param name="program">Its name.</param>
    /// <param name="settings">All that it reads.</param>
    /// <exception cref="WrongSettingsException">Something is wrong; it names everything.</exception>
    public static void CheckSettings(
        this WebApplicationBuilder builder, string program, IReadOnlyList<Setting> settings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(settings);
        var configuration = builder.Configuration;
        var isDevelopment = builder.Environment.IsDevelopment();
        List<string> problems =
            [.. settings.Select(setting => SpeltTwice(configuration, setting)).OfType<string>()];
        configuration.AddInMemoryCollection(settings
            .Where(setting => string.IsNullOrEmpty(configuration[setting.Name]))
            .Select(setting => KeyValuePair.Create(
                setting.Name, configuration[setting.NameWithoutHyphens] is { Length: > 0 } spelt ? spelt
                    : isDevelopment ? setting.InDevelopment : null))
            .Where(entry => entry.Value is not null)
            .ToList());
        problems.AddRange(settings.Select(setting => setting.ProblemIn(configuration, isDevelopment))
            .OfType<string>());
        problems.AddRange(Unknown(configuration, settings));
        if (problems.Count > 0)
        {
            throw WrongSettingsException.Of(program, problems);
        }
    }

    static string? SpeltTwice(ConfigurationManager configuration, Setting setting) =>
        configuration[setting.Name] is { Length: > 0 } one
        && configuration[setting.NameWithoutHyphens] is { Length: > 0 } other && one != other
            ? $"{setting.Variable} is set twice, with a hyphen in its name and without, and not to the same."
            : null;

    /// <summary>
    /// What stands in a section of the program and is none of its settings: misspelt, most likely.
    /// </summary>
    static IEnumerable<string> Unknown(
        ConfigurationManager configuration, IReadOnlyList<Setting> settings) =>
        from section in settings.Where(setting => setting.Name.Contains(':', StringComparison.Ordinal))
            .GroupBy(setting => setting.Name.Split(':')[0])
        where !SharedSections.Contains(section.Key)
        from entry in configuration.GetSection(section.Key).AsEnumerable()
        where !string.IsNullOrEmpty(entry.Value)
            && entry.Key.Contains(':', StringComparison.Ordinal)
            && !section.Any(setting => setting.Name.Equals(entry.Key, StringComparison.OrdinalIgnoreCase))
        select $"{Setting.VariableOf(entry.Key)} is not a setting; "
            + $"there is {string.Join(", ", section.Select(setting => setting.Variable))}.";
}
