using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Caisse.Portal.OwnDraw;

/// <summary>
/// Draws of visitors: computed one after the other beside everything else, kept in memory under a number that
/// nobody guesses, and forgotten after an hour or when their owner says so.
/// </summary>
sealed class OwnDraws(TimeProvider clock) : IDisposable
{
    /// <summary>Largest file that is read, in bytes.</summary>
    internal const long LargestFileBytes = 512 * 1024;

    /// <summary>Largest form with two such files, in bytes.</summary>
    internal const long LargestOrderBytes = (2 * LargestFileBytes) + Limits.LargestFormBytes;

    /// <summary>Largest folder of a draw that is sent back, in bytes, and the form with it.</summary>
    internal const long LargestFolderBytes = 1800 * 1024;
    internal const long LargestFolderFormBytes = LargestFolderBytes + Limits.LargestFormBytes;

    /// <summary>Larger pools are drawn from on one's own machine.</summary>
    internal const int MostPersons = 1_500;

    internal const int MostAlternates = 5;

    /// <summary>How many may be here at a time, waiting ones included.</summary>
    internal const int MostKept = 20;

    static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);
    static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    readonly ConcurrentDictionary<string, (KeptDraw Draw, ITimer Timer)> kept = new();
    readonly SemaphoreSlim turn = new(1);

    /// <summary>Whether another may begin.</summary>
    internal bool HasRoom => kept.Count < MostKept;

    /// <summary>Begins to compute; answers the number under which it is found.</summary>
    internal string Begin(OrderedDraw order)
    {
        var draw = new KeptDraw(order);
        var key = Keep(draw);
        new Thread(() => Compute(draw))
        {
            IsBackground = true,
            Priority = ThreadPriority.BelowNormal,
        }.Start();
        return key;
    }

    /// <summary>Keeps what is computed already.</summary>
    internal string Keep(KeptDraw draw)
    {
        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        kept[key] = (draw, clock.CreateTimer(_ => Forget(key), null, KeptFor, Timeout.InfiniteTimeSpan));
        return key;
    }

    internal KeptDraw? Find(string key) => kept.TryGetValue(key, out var found) ? found.Draw : null;

    /// <summary>Stops it if it is being computed, and forgets all of it.</summary>
    internal void Forget(string key)
    {
        if (kept.TryRemove(key, out var found))
        {
            found.Draw.Dispose();
            found.Timer.Dispose();
        }
    }

    void Compute(KeptDraw draw)
    {
        try
        {
            turn.Wait(draw.Stopped);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        try
        {
            draw.Compute(Longest);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose()
    {
        foreach (var key in kept.Keys)
        {
            Forget(key);
        }
    }
}
