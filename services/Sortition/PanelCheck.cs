using Caisse.Sortition.Pools;

namespace Caisse.Sortition;

/// <summary>
/// Whether a panel is one, counted person by person from the pool: it shares nothing with what draws panels.
/// </summary>
public static class PanelCheck
{
    /// <summary>What is wrong with a panel, given as places in the pool; null when nothing is.</summary>
    public static string? FirstFault(Pool pool, int size, IReadOnlyList<int> panel)
    {
        if (panel.Count != size) return $"{panel.Count} persons instead of {size}";
        if (panel.Any(person => person < 0 || person >= pool.Persons.Count))
            return "somebody not in the pool";
        if (panel.Distinct().Count() != size) return "somebody twice";
        for (var category = 0; category < pool.Categories.Count; category++)
        {
            foreach (var quota in pool.Quotas.Where(quota => quota.Category == pool.Categories[category]))
            {
                var count = panel.Count(person => pool.Persons[person].Features[category] == quota.Feature);
                if (count < quota.Min) return $"{quota.Name}: {count}, at least {quota.Min}";
                if (count > quota.Max) return $"{quota.Name}: {count}, at most {quota.Max}";
            }
        }
        var shared = panel.GroupBy(person => pool.Persons[person].Household)
            .FirstOrDefault(household => household.Key is not null && household.Count() > 1);
        return shared is null ? null : $"{shared.Count()} persons of one household";
    }
}
