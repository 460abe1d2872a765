namespace Caisse.Sortition.Solving;

/// <summary>
/// Candidates by ratio, smallest first; among equals the smaller pivot first, so that the larger one is left
/// to divide by. A heap, since a step rarely needs more than a few of many.
/// </summary>
sealed class RatioQueue
{
    (double Ratio, double Pivot, int Variable)[] _heap = new (double, double, int)[64];

    internal int Count { get; private set; }

    internal void Clear() => Count = 0;

    /// <summary>Adds a candidate; <see cref="Order"/> comes before the first is taken.</summary>
    internal void Add(int variable, double ratio, double pivot)
    {
        if (Count == _heap.Length) Array.Resize(ref _heap, 2 * Count);
        _heap[Count++] = (ratio, pivot, variable);
    }

    internal void Order()
    {
        for (var at = (Count / 2) - 1; at >= 0; at--) Sink(at);
    }

    internal int Take()
    {
        var first = _heap[0].Variable;
        _heap[0] = _heap[--Count];
        Sink(0);
        return first;
    }

    void Sink(int at)
    {
        var moving = _heap[at];
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= Count) break;
            if (child + 1 < Count && IsBefore(_heap[child + 1], _heap[child])) child++;
            if (!IsBefore(_heap[child], moving)) break;
            _heap[at] = _heap[child];
            at = child;
        }
        _heap[at] = moving;
    }

    static bool IsBefore(
        in (double Ratio, double Pivot, int Variable) one, in (
            double Ratio, double Pivot, int Variable) other) =>
        one.Ratio < other.Ratio || (one.Ratio == other.Ratio
            && (one.Pivot < other.Pivot || (one.Pivot == other.Pivot && one.Variable < other.Variable)));
}
