namespace Caisse.Sortition.Drawing;

/// <summary>A panel in terms of kinds: how many persons of each kind, for the kinds that are in it.</summary>
sealed class Panel
{
    Panel(int[] kinds, int[] counts) => (Kinds, Counts) = (kinds, counts);

    internal int[] Kinds { get; }

    internal int[] Counts { get; }

    internal static Panel Of(ReadOnlySpan<int> countOfKind)
    {
        var kinds = new List<int>();
        for (var kind = 0; kind < countOfKind.Length; kind++)
        {
            if (countOfKind[kind] > 0) kinds.Add(kind);
        }
        var counts = new int[kinds.Count];
        for (var at = 0; at < counts.Length; at++) counts[at] = countOfKind[kinds[at]];
        return new Panel([.. kinds], counts);
    }

    internal double Dot(double[] ofKind)
    {
        var sum = 0.0;
        for (var at = 0; at < Kinds.Length; at++) sum += Counts[at] * ofKind[Kinds[at]];
        return sum;
    }

    internal void AddTo(double[] ofKind, double factor)
    {
        for (var at = 0; at < Kinds.Length; at++) ofKind[Kinds[at]] += factor * Counts[at];
    }
}
