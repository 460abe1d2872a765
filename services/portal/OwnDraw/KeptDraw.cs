using Caisse.Sortition;
using Caisse.Sortition.Drawing;
using Caisse.Sortition.Pools;
using Caisse.Sortition.Relaxing;

namespace Caisse.Portal.OwnDraw;

/// <summary>What a visitor asked for.</summary>
/// <param name="Pool">From their two files.</param>
/// <param name="Size">Seats.</param>
/// <param name="Alternates">For each seat.</param>
/// <param name="Source">Where the value will come from.</param>
/// <param name="Objective">What is made as fair as can be.</param>
public sealed record OrderedDraw(Pool Pool, int Size, int Alternates, string Source, string Objective);

/// <summary>How far a draw is.</summary>
public enum DrawState
{
    /// <summary>Others are computed before.</summary>
    Waiting,
    Computing,

    /// <summary>Its files are there.</summary>
    Done,

    /// <summary>No panel satisfies the quotas: the advice is there.</summary>
    Impossible,

    /// <summary>It took longer than is allowed here.</summary>
    TooLong,

    /// <summary>A mistake of ours.</summary>
    Failed,
}

/// <summary>One draw of a visitor, in memory alone.</summary>
public sealed class KeptDraw : IProgress<DrawProgress>, IDisposable
{
    readonly CancellationTokenSource stop = new();
    volatile DrawProgress? progress;
    volatile DrawState state;

    internal KeptDraw(OrderedDraw order) => (Order, Stopped) = (order, stop.Token);

    /// <summary>One that has its outcome already.</summary>
    internal KeptDraw(IReadOnlyDictionary<string, byte[]> files) => (Files, state) = (files, DrawState.Done);

    /// <summary>Null once it has its outcome.</summary>
    internal OrderedDraw? Order { get; }

    internal DrawState State => state;

    internal DrawProgress? Progress => progress;

    internal CancellationToken Stopped { get; }

    internal FacilitatedDraw? Drawn { get; private set; }

    internal RelaxationAdvice? Advice { get; private set; }

    /// <summary>By name; empty before they are there.</summary>
    internal IReadOnlyDictionary<string, byte[]> Files { get; private set; } =
        new Dictionary<string, byte[]>();

    /// <summary>Stops it.</summary>
    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    /// <summary>Computes it, no longer than is allowed.</summary>
    internal void Compute(TimeSpan longest)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stopped);
        limit.CancelAfter(longest);
        state = DrawState.Computing;
        try
        {
            var (pool, size, alternates, source, objective) = Order!;
            Drawn = FacilitatedDraw.Compute(pool, size, alternates, source, objective, this, limit.Token);
            if (Drawn is null)
            {
                Advice = QuotaRelaxation.Find(pool, size, limit.Token);
            }
            Files = Drawn?.Files ?? Files;
            state = Drawn is null ? DrawState.Impossible : DrawState.Done;
        }
        catch (OperationCanceledException)
        {
            state = DrawState.TooLong;
        }
        catch (Exception mistake) when (mistake is InvalidOperationException or ArithmeticException)
        {
            state = DrawState.Failed;
        }
    }

    void IProgress<DrawProgress>.Report(DrawProgress value) => progress = value;
}
