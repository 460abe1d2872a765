using System.Diagnostics;

namespace Caisse.Servers;

/// <summary>
/// Processes of an earlier start that were not stopped, because it and its guards were killed together. What
/// proves them ours is a variable in their environment with a secret kept in the data directory, which we
/// hold the lock of.
/// </summary>
internal static class Leftovers
{
    public const string MarkVariable = "CAISSE_PROCESS_OF";

    private static readonly TimeSpan politeLimit = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan pollInterval = TimeSpan.FromMilliseconds(50);

    /// <returns>How many there were.</returns>
    public static async Task<int> StopAsync(string mark)
    {
        var found = Find(mark);
        foreach (var process in found) _ = NativeCalls.Kill(process, (int)StopSignal.Terminate);
        var waited = Stopwatch.StartNew();
        while (Find(mark) is { Count: > 0 } left)
        {
            if (waited.Elapsed > 2 * politeLimit)
                throw new StartRefusedException(
                    $"Processes {string.Join(", ", left)} of an earlier start do not end: " +
                    "end them, and start again.");
            if (waited.Elapsed > politeLimit)
                foreach (var process in left) _ = NativeCalls.Kill(process, (int)StopSignal.Kill);
            await Task.Delay(pollInterval);
        }
        return found.Count;
    }

    public static List<int> Find(string mark)
    {
        var wanted = $"{MarkVariable}={mark}\0";
        var processes = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName);
        return [.. processes
            .Where(name => int.TryParse(name, out _))
            .Select(name => int.Parse(name!, provider: null))
            .Where(process => Environment(process).Contains(wanted, StringComparison.Ordinal))];
    }

    private static string Environment(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/environ");
        }
        catch (Exception notOurs) when (notOurs is IOException or UnauthorizedAccessException)
        {
            // It has just ended, or belongs to another user: either way it is not ours to stop.
            return "";
        }
    }
}
