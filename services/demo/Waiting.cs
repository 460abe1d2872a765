using System.Diagnostics;

namespace Caisse.Demo;

/// <summary>Waits for what one service has yet to tell another.</summary>
static class Waiting
{
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks until it is so.</summary>
    /// <exception cref="TimeoutException">It did not become so in time.</exception>
    internal static async Task UntilAsync(string what, Func<Task<bool>> isSo)
    {
        var watch = Stopwatch.StartNew();
        while (!await isSo())
        {
            if (watch.Elapsed > Deadline)
            {
                throw new TimeoutException($"Not within {Deadline.TotalMinutes} minutes: {what}.");
            }
            await Task.Delay(Pause);
        }
    }
}
