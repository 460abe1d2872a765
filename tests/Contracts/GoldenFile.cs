using System.Runtime.CompilerServices;

namespace Caisse.Contracts.Tests;

/// <summary>
/// Files that say how something was when it was last agreed on. <c>RENEW_GOLDEN=1 dotnet test
/// tests/Contracts</c> writes them anew; what it changed is then read, and committed, like all other code.
/// </summary>
static class GoldenFile
{
    internal const string HowToRenew =
        "If that is meant: RENEW_GOLDEN=1 dotnet test tests/Contracts, then read what git shows as changed.";

    const string Switch = "RENEW_GOLDEN";

    /// <summary>What was agreed on; renews it first when the run was asked to.</summary>
    internal static string Read(string name, string now)
    {
        var file = Path.Combine(Folder(), name);
        if (Environment.GetEnvironmentVariable(Switch) == "1")
        {
            File.WriteAllText(file, now);
        }
        return File.Exists(file) ? File.ReadAllText(file) : "";
    }

    static string Folder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "golden");
}
