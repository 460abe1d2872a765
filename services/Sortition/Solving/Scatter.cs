namespace Caisse.Sortition.Solving;

/// <summary>Numbers without a pattern that are the same everywhere: SplitMix64 of a counter.</summary>
static class Scatter
{
    const double Unit = 1.0 / (1UL << 53);

    internal static ulong Bits(ulong counter)
    {
        var bits = counter * 0x9E3779B97F4A7C15UL + 0x9E3779B97F4A7C15UL;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9UL;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBUL;
        return bits ^ (bits >> 31);
    }

    /// <summary>At least 0, below 1.</summary>
    internal static double Of(long counter) => (Bits((ulong)counter) >> 11) * Unit;
}

/// <summary>What can only be broken by a defect in this library.</summary>
static class Guard
{
    internal static void Against(bool broken, string what)
    {
        if (broken) throw new InvalidOperationException(what);
    }
}
