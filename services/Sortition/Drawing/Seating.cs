using System.Security.Cryptography;
using System.Text;
using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// From panels of kinds to panels of persons: of those alike, whoever has been on the fewest panels so far
/// goes
/// next. Which of them comes first follows from the seed and their ids, never from the order of a file.
/// </summary>
sealed class Seating
{
    readonly Kinds _kinds;
    readonly int[] _used;
    readonly string[] _order;
    readonly int[] _household;

    Seating(Kinds kinds, string seed)
    {
        _kinds = kinds;
        var persons = kinds.Pool.Persons;
        _used = new int[persons.Count];
        _order = [.. persons.Select(person =>
            Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{person.Id}"))))];
        var keys = new Dictionary<string, int>();
        _household = [.. persons.Select((person, at) => person.Household is not { } key ? persons.Count + at
            : keys.TryGetValue(key, out var known) ? known : keys[key] = keys.Count)];
    }

    /// <summary>Persons of each panel as places in the pool, in that order.</summary>
    internal static List<int[]> Seat(Kinds kinds, IEnumerable<Panel> panels, string seed)
    {
        var seating = new Seating(kinds, seed);
        return [.. panels.Select(seating.Seat)];
    }

    int[] Seat(Panel panel)
    {
        var seated = new List<int>();
        var households = new HashSet<int>();
        for (var at = 0; at < panel.Kinds.Length; at++)
        {
            var waiting = _kinds.All[panel.Kinds[at]].Persons
                .OrderBy(person => _used[person]).ThenBy(person => _order[person], StringComparer.Ordinal);
            var left = panel.Counts[at];
            foreach (var person in waiting)
            {
                if (left == 0) break;
                if (!households.Add(_household[person])) continue;
                seated.Add(person);
                _used[person]++;
                left--;
            }
        }
        return [.. seated.Order()];
    }
}
