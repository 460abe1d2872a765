namespace Caisse.Sortition.Solving;

/// <summary>A row or a column of a matrix: the places that are not zero, growing at the end.</summary>
sealed class SparseVector(int capacity = 4)
{
    const int Smallest = 4;

    int[] _places = new int[Math.Max(capacity, Smallest)];
    double[] _values = new double[Math.Max(capacity, Smallest)];

    internal int Count { get; private set; }

    internal ReadOnlySpan<int> Places => _places.AsSpan(0, Count);

    internal ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    internal static SparseVector Of(double[] dense)
    {
        var vector = new SparseVector(dense.Length);
        for (var place = 0; place < dense.Length; place++)
        {
            if (dense[place] != 0) vector.Add(place, dense[place]);
        }
        return vector;
    }

    internal void Add(int place, double value)
    {
        if (Count == _places.Length)
        {
            Array.Resize(ref _places, 2 * Count);
            Array.Resize(ref _values, 2 * Count);
        }
        _places[Count] = place;
        _values[Count++] = value;
    }

    /// <summary>Changes the value at a place, or adds it.</summary>
    internal void Set(int place, double value)
    {
        var at = Places.IndexOf(place);
        if (at < 0) Add(place, value);
        else _values[at] = value;
    }

    internal double Dot(double[] dense)
    {
        var sum = 0.0;
        for (var at = 0; at < Count; at++) sum += _values[at] * dense[_places[at]];
        return sum;
    }

    /// <summary>dense += factor * this.</summary>
    internal void AddTo(double[] dense, double factor)
    {
        for (var at = 0; at < Count; at++) dense[_places[at]] += factor * _values[at];
    }

    internal void Clear() => Count = 0;
}
