namespace Caisse.Wallet.Tests.Trials;

/// <summary>
/// Finds for each read a place in the order of decisions at which its answer was true: not before anything
/// that had been answered when it was asked, reads of others included, and not after anything that had not
/// been asked when it was answered.
/// </summary>
sealed class ReadChecker(IReadOnlyList<IReadOnlyList<Call>> order, Timeline timeline)
{
    /// <summary>What was answered when, and the place it stands for.</summary>
    readonly List<(long AnsweredAt, int Place)> seen =
        [.. order.Select((calls, index) => (calls.Min(call => call.AnsweredAt), index + 1))];

    readonly List<(long InvokedAt, int Place)> asked =
        [.. order.Select((calls, index) => (calls.Min(call => call.InvokedAt), index + 1))];

    /// <summary>Reads that no place explains.</summary>
    internal IReadOnlyList<string> Check(IEnumerable<Call> calls)
    {
        var complaints = new List<string>();
        // The earliest place that explains a read leaves most room to those after it.
        foreach (var read in calls
            .Where(call => IsRead(call) && call.Outcome is Outcome.Ok or Outcome.Refused)
            .OrderBy(call => call.InvokedAt))
        {
            var from = seen.Where(other => other.AnsweredAt < read.InvokedAt)
                .Select(other => other.Place).DefaultIfEmpty(0).Max();
            var until = asked.Where(other => other.InvokedAt > read.AnsweredAt)
                .Select(other => other.Place - 1).DefaultIfEmpty(order.Count).Min();
            var place = Enumerable.Range(from, Math.Max(0, until - from + 1))
                .Select(candidate => (int?)candidate)
                .FirstOrDefault(candidate => timeline.ValueAt(read.Ask, candidate!.Value) == read.Answer);
            if (place is null)
            {
                complaints.Add(
                    $"true at no place from {from} (\"{timeline.ValueAt(read.Ask, from)}\") until {until}: "
                    + read);
                continue;
            }
            seen.Add((read.AnsweredAt, place.Value));
        }
        return complaints;
    }

    static bool IsRead(Call call) => call.Ask is ReadWalletAsk or ReadPaymentAsk or ReadEntriesAsk;
}
