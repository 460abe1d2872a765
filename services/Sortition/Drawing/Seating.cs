using System.Security.Cryptography;
using System.Text;
using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Drawing;

/// <summary>
/// From panels of kinds to panels of persons: of those alike, whoever has been on the fewest panels so far
/// goes next. Which of them comes first follows from the seed and their ids, never from the order of a file.
/// Where households kept somebody from their turn, alike households change places afterwards.
/// </summary>
sealed class Seating
{
    const int MostRounds = 20;

    readonly Kinds _kinds;
    readonly int[] _kindOf;
    readonly int[] _household;
    readonly int[] _used;
    readonly int[] _order;
    readonly PriorityQueue<int, long>[] _waiting;
    readonly Dictionary<int, int> _seatOf = [];

    Seating(Kinds kinds, string seed)
    {
        _kinds = kinds;
        var persons = kinds.Pool.Persons;
        (_used, _order, _kindOf) = (new int[persons.Count], new int[persons.Count], new int[persons.Count]);
        var hashes = persons.Select(person =>
            Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{person.Id}")))).ToArray();
        var ordered = Enumerable.Range(0, persons.Count).OrderBy(at => hashes[at], StringComparer.Ordinal);
        foreach (var (person, place) in ordered.Select((person, place) => (person, place)))
            _order[person] = place;
        var keys = new Dictionary<string, int>();
        _household = [.. persons.Select((person, at) => person.Household is not { } key ? persons.Count + at
            : keys.TryGetValue(key, out var known) ? known : keys[key] = keys.Count)];
        _waiting = [.. kinds.All.Select(_ => new PriorityQueue<int, long>())];
        for (var kind = 0; kind < _waiting.Length; kind++)
        {
            foreach (var person in kinds.All[kind].Persons)
            {
                _kindOf[person] = kind;
                Wait(person);
            }
        }
    }

    /// <summary>Persons of each panel as places in the pool, in that order.</summary>
    internal static List<int[]> Seat(Kinds kinds, IEnumerable<Panel> panels, string seed)
    {
        var seating = new Seating(kinds, seed);
        var seated = panels.Select(seating.Seat).ToList();
        for (var round = 0; round < MostRounds && seating.Balance(seated) > 0; round++) { }
        foreach (var panel in seated) Array.Sort(panel);
        return seated;
    }

    /// <summary>The fewer panels, the sooner; then by the seed.</summary>
    void Wait(int person) => _waiting[_kindOf[person]]
        .Enqueue(person, ((long)_used[person] * _order.Length) + _order[person]);

    int[] Seat(Panel panel)
    {
        var seated = new List<int>();
        var households = new HashSet<int>();
        var passed = new List<int>();
        for (var at = 0; at < panel.Kinds.Length; at++)
        {
            passed.Clear();
            for (var left = panel.Counts[at]; left > 0;)
            {
                var person = _waiting[panel.Kinds[at]].Dequeue();
                passed.Add(person);
                if (!households.Add(_household[person])) continue;
                seated.Add(person);
                _used[person]++;
                left--;
            }
            passed.ForEach(Wait);
        }
        return [.. seated];
    }

    /// <summary>Lets those who had fewer turns have some of those who had more; answers how many.</summary>
    int Balance(List<int[]> panels)
    {
        var changes = 0;
        int[] fewest = [.. _kinds.All.Select(kind => kind.Persons.Min(person => _used[person]))];
        foreach (var panel in panels)
        {
            _seatOf.Clear();
            for (var seat = 0; seat < panel.Length; seat++) _seatOf[_household[panel[seat]]] = seat;
            for (var seat = 0; seat < panel.Length; seat++)
            {
                var isAhead = _used[panel[seat]] - fewest[_kindOf[panel[seat]]] > 1;
                if (isAhead && GiveUp(panel, seat)) changes++;
            }
        }
        return changes;
    }

    /// <summary>
    /// Somebody alike takes the seat if that evens out the turns; where their household has a seat already,
    /// the two households change places, which alike households always can.
    /// </summary>
    bool GiveUp(int[] panel, int seat)
    {
        var person = panel[seat];
        var (best, bestMate, least) = (-1, -1, 0);
        foreach (var other in _kinds.All[_kindOf[person]].Persons)
        {
            var gain = 1 + _used[other] - _used[person];
            var mate = -1;
            if (_household[other] != _household[person]
                && _seatOf.TryGetValue(_household[other], out var taken))
            {
                mate = Counterpart(panel[taken], _household[person]);
                gain += 1 + _used[mate] - _used[panel[taken]];
            }
            if (gain < least) (best, bestMate, least) = (other, mate, gain);
        }
        if (best < 0) return false;
        Move(panel, seat, best);
        if (bestMate >= 0) Move(panel, _seatOf[_household[best]], bestMate);
        _seatOf.Remove(_household[person]);
        if (bestMate >= 0) _seatOf[_household[bestMate]] = _seatOf[_household[best]];
        _seatOf[_household[best]] = seat;
        return true;
    }

    /// <summary>Whoever of a household is alike, with the fewest turns.</summary>
    int Counterpart(int person, int household) => _kinds.All[_kindOf[person]].Persons
        .Where(other => _household[other] == household)
        .OrderBy(other => _used[other]).ThenBy(other => _order[other]).First();

    void Move(int[] panel, int seat, int to)
    {
        _used[panel[seat]]--;
        _used[to]++;
        panel[seat] = to;
    }
}
