using System.Collections;

namespace Caisse.AppHost.Tests;

/// <summary>
/// Puts this process's environment back as it was: an AppHost that is built in this process marks all that it
/// starts by way of it, and platforms of later tests would inherit that.
/// </summary>
internal sealed class KeptEnvironment : IDisposable
{
    private readonly Dictionary<string, string?> before = Now();

    public void Dispose()
    {
        foreach (var name in Now().Keys.Union(before.Keys))
            Environment.SetEnvironmentVariable(name, before.GetValueOrDefault(name));
    }

    private static Dictionary<string, string?> Now() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>().ToDictionary(one => (string)one.Key, one => (string?)one.Value);
}
