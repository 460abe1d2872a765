namespace Caisse.Sortition.Drawing;

/// <summary>How far chances are from the mean chance of those who can be drawn, above and below.</summary>
/// <param name="Largest">The largest probability, in means.</param>
/// <param name="Smallest">The smallest one above 0, in means.</param>
/// <param name="Bound">No lottery has a smaller <see cref="Value"/>.</param>
public sealed record GoldilocksBalance(double Largest, double Smallest, double Bound)
{
    /// <summary>Of a lottery in which all have the mean chance: nothing is smaller.</summary>
    public const double Least = 2;

    /// <summary>What is made as small as can be: how many times the mean the luckiest have, plus how many
    /// times what the unluckiest have the mean is.</summary>
    public double Value => Largest + (1 / Smallest);

    /// <summary>By how much another lottery's may be smaller at most.</summary>
    public double Gap => Math.Max(0, Value - Bound);
}
