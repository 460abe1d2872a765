namespace Caisse.Identity.Keys;

/// <summary>When a signing key is used.</summary>
/// <param name="From">First instant it signs at.</param>
/// <param name="Until">First instant it no longer signs at.</param>
sealed record KeySchedule(DateTimeOffset From, DateTimeOffset Until)
{
    internal static readonly TimeSpan UsedFor = TimeSpan.FromDays(30);

    /// <summary>
    /// Verifiers that keep keys for a day must know a key before the first token signed with it.
    /// </summary>
    internal static readonly TimeSpan PublishedBeforeUse = TimeSpan.FromDays(1);

    /// <summary>How long a token is good for, and so how long a revoked client may still act.</summary>
    internal static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(15);

    /// <summary>How often somebody looks whether a key is due.</summary>
    internal static readonly TimeSpan Round = TimeSpan.FromHours(1);

    /// <summary>
    /// Clocks of machines differ, and a verifier allows for that; so the last token lives a little longer.
    /// </summary>
    static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    /// <summary>From when it is no longer published: the last token it signed has expired.</summary>
    internal DateTimeOffset WithdrawnAt => Until + TokenLifetime + Margin;

    /// <summary>The key that must be made now, or null when none is due.</summary>
    /// <param name="lastUntil">Until when the last key made is used; null when there is none.</param>
    /// <param name="now">The real time.</param>
    internal static KeySchedule? Due(DateTimeOffset? lastUntil, DateTimeOffset now) =>
        lastUntil is not { } until || until <= now ? new(now, now + UsedFor)
        : until - now <= PublishedBeforeUse + Round ? new(until, until + UsedFor)
        : null;
}
