using System.Diagnostics;

namespace Caisse.Support;

/// <summary>Polls until something is so, with a deadline.</summary>
public static class Eventually
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The first value that is not null and passes the check.</summary>
    /// <exception cref="TimeoutException">It did not become so in time; says what was seen last.</exception>
    public static async Task<T> GetAsync<T>(
        string what, Func<Task<T?>> look, Func<T, bool>? isSo = null, TimeSpan? deadline = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(look);
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Pause);
        T? seen;
        do
        {
            seen = await look();
            if (seen is not null && (isSo is null || isSo(seen)))
            {
                return seen;
            }
        }
        while (watch.Elapsed < (deadline ?? Deadline) && await timer.WaitForNextTickAsync());
        throw new TimeoutException(
            $"Not within {(deadline ?? Deadline).TotalSeconds} s: {what}. "
            + $"Last seen: {seen?.ToString() ?? "nothing"}.");
    }

    /// <summary>Waits until a condition holds.</summary>
    public static Task TrueAsync(string what, Func<Task<bool>> holds, TimeSpan? deadline = null)
    {
        ArgumentNullException.ThrowIfNull(holds);
        return GetAsync(what, async () => await holds() ? "yes" : null, deadline: deadline);
    }
}
