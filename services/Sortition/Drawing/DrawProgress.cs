namespace Caisse.Sortition.Drawing;

/// <summary>What is made as fair as possible.</summary>
public enum Objective
{
    /// <summary>The smallest probability, then the second smallest, and so on.</summary>
    Leximin,

    /// <summary>The smallest probability alone.</summary>
    Maximin,

    /// <summary>The geometric mean of all probabilities (Nash welfare).</summary>
    Nash,

    /// <summary>How far the largest and the smallest probability are from the mean (Goldilocks).</summary>
    Goldilocks,
}

/// <summary>How far a draw has come.</summary>
/// <param name="Level">Levels proven so far.</param>
/// <param name="Levels">Levels there are.</param>
/// <param name="Bound">The most that the smallest probability of this level can be (of the first, at
/// 0).</param>
/// <param name="Gap">How far from it the panels at hand are.</param>
/// <param name="Panels">Panels at hand.</param>
public sealed record DrawProgress(int Level, int Levels, double Bound, double Gap, int Panels);
