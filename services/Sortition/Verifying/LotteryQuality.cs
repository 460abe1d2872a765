namespace Caisse.Sortition.Verifying;

/// <summary>What a lottery must reach to be called proven, wherever it was computed.</summary>
static class LotteryQuality
{
    /// <summary>How far a bound may be from a probability.</summary>
    internal const double MaxGap = 1e-6;

    /// <summary>By how many panels the numbered panels may hold somebody too often or too rarely.</summary>
    internal const int MaxPanelsOff = 2;
}
