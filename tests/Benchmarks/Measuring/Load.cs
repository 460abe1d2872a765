using System.Diagnostics;

namespace Caisse.Benchmarks.Measuring;

/// <summary>What a load came to.</summary>
/// <param name="PerSecond">Calls finished per second.</param>
/// <param name="Latencies">Of each call in milliseconds, sorted.</param>
sealed record Measured(double PerSecond, double[] Latencies)
{
    internal double P50 => At(0.5);

    internal double P99 => At(0.99);

    internal double Longest => Latencies[^1];

    double At(double share) => Latencies[(int)Math.Min(Latencies.Length - 1, Latencies.Length * share)];
}

/// <summary>Callers that each wait for their answer before they call again.</summary>
static class Load
{
    /// <summary>Runs callers for a time; calls that finish within it are counted.</summary>
    /// <param name="callers">How many at once.</param>
    /// <param name="time">For how long.</param>
    /// <param name="call">One call of a caller.</param>
    internal static Task<Measured> RunAsync(int callers, TimeSpan time, Func<int, Task> call)
    {
        var begun = Stopwatch.GetTimestamp();
        return RunWhileAsync(() => Stopwatch.GetElapsedTime(begun) < time, callers, call);
    }

    /// <summary>Runs callers as long as something goes on.</summary>
    internal static async Task<Measured> RunWhileAsync(Func<bool> goesOn, int callers, Func<int, Task> call)
    {
        var latencies = new List<double>[callers];
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var own = latencies[caller] = new(100_000);
            while (goesOn())
            {
                var called = Stopwatch.GetTimestamp();
                await call(caller);
                own.Add(Stopwatch.GetElapsedTime(called).TotalMilliseconds);
            }
        })));
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var all = latencies.SelectMany(own => own).Order().ToArray();
        return new(all.Length / seconds, all);
    }

    /// <summary>The middle one of three by throughput.</summary>
    internal static Measured Median(IEnumerable<Measured> rounds)
    {
        var sorted = rounds.OrderBy(round => round.PerSecond).ToList();
        return sorted[sorted.Count / 2];
    }
}
