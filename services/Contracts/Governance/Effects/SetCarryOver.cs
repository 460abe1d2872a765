namespace Caisse.Contracts.Governance.Effects;

/// <summary>
/// What households carry over into a new period. What is not carried over expires on the period's first day,
/// and never more than the household was warned of at least seven days before.
/// </summary>
/// <param name="Mode">
/// <see cref="Keep"/>: everything. <see cref="Cap"/>: at most so many months of its latest allocation.
/// <see cref="Expire"/>: what was credited in the last so many periods, the oldest spent first.
/// </param>
/// <param name="Months">How many, from 1 to 24; left out when everything is kept.</param>
/// <param name="DepartedMonths">
/// For how many periods after its last one a household that left may spend, from 0 to 24; null: three.
/// </param>
public sealed record SetCarryOver(string Mode, int? Months = null, int? DepartedMonths = null)
{
    /// <summary>Everything is carried over.</summary>
    public const string Keep = "keep";

    /// <summary>What exceeds so many months of allocation expires.</summary>
    public const string Cap = "cap";

    /// <summary>What is older than so many months expires.</summary>
    public const string Expire = "expire";

    /// <summary>Two years.</summary>
    public const int LargestMonths = 24;

    /// <summary>The three modes.</summary>
    public static IReadOnlyList<string> Modes { get; } = [Keep, Cap, Expire];
}
