namespace Caisse.AppHost;

/// <summary>
/// How long to wait before starting again what has died: longer each time, and short again once it was
/// stable.
/// </summary>
internal sealed class Backoff
{
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(500);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(30);

    private TimeSpan next = Shortest;

    /// <param name="lived">How long it ran since it was last started.</param>
    public TimeSpan AfterDeath(TimeSpan lived)
    {
        if (lived >= StableAfter) next = Shortest;
        var wait = next;
        next = next * 2 < Longest ? next * 2 : Longest;
        return wait;
    }
}
