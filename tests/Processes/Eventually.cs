namespace Caisse.Processes.Tests;

/// <summary>Polls until something is so, with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(60);

    public static async Task<T> GetAsync<T>(Func<T?> read, Func<string> describe) where T : class
    {
        using var timer = new PeriodicTimer(interval);
        var deadline = DateTime.UtcNow + limit;
        while (DateTime.UtcNow < deadline)
        {
            if (read() is { } found) return found;
            await timer.WaitForNextTickAsync();
        }
        throw new TimeoutException(describe());
    }

    public static Task IsTrueAsync(Func<bool> condition, Func<string> describe) =>
        GetAsync(() => condition() ? "yes" : null, describe);
}
