namespace Caisse.Contributions.Domain;

/// <summary>Ratios as people read them: rounded down, so that no cover is shown that is not there.</summary>
static class Percentages
{
    /// <summary>Part in percent of a whole with two decimals; null of nothing.</summary>
    internal static decimal? Of(long partCents, long wholeCents) =>
        wholeCents <= 0 ? null : Math.Floor(partCents * 10_000m / wholeCents) / 100;

    /// <summary>
    /// How many months cash lasts at the mean of the last months' allocations, with one decimal; null before
    /// any.
    /// </summary>
    internal static decimal? RunwayMonths(long cashCents, IReadOnlyCollection<long> monthlyAllocationsCents)
    {
        var totalCents = monthlyAllocationsCents.Sum();
        return totalCents <= 0
            ? null
            : Math.Floor(cashCents * 10m * monthlyAllocationsCents.Count / totalCents) / 10;
    }
}
