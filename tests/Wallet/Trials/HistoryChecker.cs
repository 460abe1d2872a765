namespace Caisse.Wallet.Tests.Trials;

/// <summary>
/// Explains every answer of a history by one order of decisions, the database's own: each is what the pure
/// functions decide at its place, the order does not contradict what callers saw one after the other, and no
/// read is older than anything answered before it was asked.
/// </summary>
static class HistoryChecker
{
    /// <summary>What cannot be explained; empty when everything can.</summary>
    internal static IReadOnlyList<string> Check(History history, ReplayedLedger ledger)
    {
        var asked = history.Calls.Where(call => call.Ask.Body is not null || call.Ask is SettleAsk)
            .ToLookup(call => call.Key);
        var complaints = new List<string>();
        complaints.AddRange(history.Order.GroupBy(decided => decided.Key).Where(same => same.Count() > 1)
            .Select(same => $"decided {same.Count()} times: {same.Key}"));
        complaints.AddRange(history.Order.Where(decided => !asked.Contains(decided.Key))
            .Select(decided => $"decided, but nobody asked: {decided}"));
        if (complaints.Count > 0)
        {
            return complaints;
        }
        complaints.AddRange(Unanswered(history, asked));
        complaints.AddRange(Undecidable(history, asked, ledger));
        complaints.AddRange(Unmoved(history, ledger));
        var order = history.Order.Select(decided => asked[decided.Key].ToList()).ToList();
        complaints.AddRange(OutOfTime(order));
        complaints.AddRange(new ReadChecker(order, ledger.Timeline).Check(history.Calls));
        return complaints;
    }

    /// <summary>Answers that callers heard and the database does not keep, or keeps otherwise.</summary>
    static IEnumerable<string> Unanswered(History history, ILookup<string, Call> asked)
    {
        var kept = history.Order.ToDictionary(decided => decided.Key, decided => decided.Answer);
        return asked.SelectMany(calls => calls)
            .Where(call => call.Outcome is Outcome.Ok or Outcome.Refused
                && kept.GetValueOrDefault(call.Key) != call.Answer)
            .Select(call => $"heard, but kept is \"{kept.GetValueOrDefault(call.Key)}\": {call}");
    }

    /// <summary>Answers that the pure functions do not give at that place in the order.</summary>
    static List<string> Undecidable(History history, ILookup<string, Call> asked, ReplayedLedger ledger)
    {
        var complaints = new List<string>();
        foreach (var decided in history.Order)
        {
            var call = asked[decided.Key].First();
            var expected = ledger.Decide(call, decided.Id);
            if (expected != decided.Answer)
            {
                complaints.Add($"answered \"{decided.Answer}\" where \"{expected}\" is right: {call}");
            }
        }
        return complaints;
    }

    static IEnumerable<string> Unmoved(History history, ReplayedLedger ledger)
    {
        var differs = history.Movements.Zip(ledger.Movements)
            .Where(pair => pair.First != pair.Second).Take(1)
            .Select(pair => $"moved {pair.First} where {pair.Second} is right");
        return history.Movements.Count == ledger.Movements.Count ? differs : differs.Append(
            $"{history.Movements.Count} movements where {ledger.Movements.Count} are right");
    }

    /// <summary>Decisions that come before one that had been answered before they were asked.</summary>
    static List<string> OutOfTime(List<List<Call>> order)
    {
        var complaints = new List<string>();
        Call? earliest = null;
        foreach (var calls in Enumerable.Reverse(order))
        {
            if (earliest is not null && earliest.AnsweredAt < calls.Min(call => call.InvokedAt))
            {
                complaints.Add($"{calls[0]} is decided before {earliest}");
            }
            var first = calls.MinBy(call => call.AnsweredAt)!;
            earliest = earliest is null || first.AnsweredAt < earliest.AnsweredAt ? first : earliest;
        }
        return complaints;
    }
}
