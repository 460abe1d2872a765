using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Tests.Exact;

/// <summary>
/// Every panel of a pool, listed by choosing person after person and turning back as soon as a quota can no
/// longer be met. Knows nothing of kinds, and shares no code with the library's search.
/// </summary>
sealed class ListedPanels
{
    readonly Pool _pool;
    readonly int _size;
    readonly int _most;
    readonly int[][] _quotasOf;
    readonly int[][] _left;
    readonly int[] _count;
    readonly List<int> _chosen = [];
    readonly HashSet<string> _households = [];
    readonly List<int[]> _panels = [];

    ListedPanels(Pool pool, int size, int most)
    {
        (_pool, _size, _most) = (pool, size, most);
        _quotasOf = [.. pool.Persons.Select(person => pool.Quotas.Index()
            .Where(quota => pool.Categories.Index().Any(category => category.Item == quota.Item.Category
                && person.Features[category.Index] == quota.Item.Feature))
            .Select(quota => quota.Index).ToArray())];
        _count = new int[pool.Quotas.Count];
        // How many of the persons from a place on count for each quota.
        _left = new int[pool.Persons.Count + 1][];
        _left[^1] = new int[pool.Quotas.Count];
        for (var person = pool.Persons.Count - 1; person >= 0; person--)
        {
            _left[person] = [.. _left[person + 1]];
            foreach (var quota in _quotasOf[person]) _left[person][quota]++;
        }
    }

    /// <summary>All panels; null when there are more than these.</summary>
    internal static IReadOnlyList<int[]>? Of(Pool pool, int size, int most)
    {
        var listed = new ListedPanels(pool, size, most);
        listed.From(0);
        return listed._panels.Count > most ? null : listed._panels;
    }

    void From(int person)
    {
        if (_panels.Count > _most || !IsPossible(person)) return;
        if (_chosen.Count == _size)
        {
            _panels.Add([.. _chosen]);
            return;
        }
        if (person == _pool.Persons.Count) return;
        var household = _pool.Persons[person].Household ?? $"alone {person}";
        if (_households.Add(household))
        {
            foreach (var quota in _quotasOf[person]) _count[quota]++;
            _chosen.Add(person);
            From(person + 1);
            _chosen.RemoveAt(_chosen.Count - 1);
            foreach (var quota in _quotasOf[person]) _count[quota]--;
            _households.Remove(household);
        }
        From(person + 1);
    }

    bool IsPossible(int person)
    {
        var seats = _size - _chosen.Count;
        for (var quota = 0; quota < _count.Length; quota++)
        {
            var asked = _pool.Quotas[quota];
            if (_count[quota] > asked.Max || _count[quota] + Math.Min(seats, _left[person][quota]) < asked.Min)
                return false;
        }
        return true;
    }
}
