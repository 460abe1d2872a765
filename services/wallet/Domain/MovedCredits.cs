using Caisse.Contracts;

namespace Caisse.Wallet.Domain;

/// <summary>
/// From which periods MonA counts that moves from a wallet to another. The oldest moves, as the oldest is
/// spent first: so what stays is the youngest, as carry-over takes it to be, and each MonA keeps its age.
/// </summary>
static class MovedCredits
{
    /// <summary>The periods, the youngest first, with the MonA cents that count from each.</summary>
    /// <param name="balanceCents">All that the wallet has before.</param>
    /// <param name="movedCents">What moves, from 1 to all of it.</param>
    /// <param name="credits">What the wallet was given.</param>
    /// <param name="otherwise">The period of what is in no credit, where there is none at all.</param>
    internal static IReadOnlyList<(Period From, long Cents)> Of(
        long balanceCents, long movedCents, IEnumerable<Credit> credits, Period otherwise)
    {
        var (stays, moves) = (balanceCents - movedCents, movedCents);
        var moved = new List<(Period From, long Cents)>();
        foreach (var (from, cents) in credits.GroupBy(credit => credit.From)
            .Select(period => (From: period.Key, Cents: period.Sum(credit => credit.Cents)))
            .OrderByDescending(period => period.From))
        {
            var staying = Math.Min(cents, stays);
            var moving = Math.Min(cents - staying, moves);
            (stays, moves) = (stays - staying, moves - moving);
            moved.Add((from, moving));
        }
        // Refunds of what is forgotten, say: as old as the oldest that is known.
        var oldest = moved.Count > 0 ? moved[^1] : (From: otherwise, Cents: 0);
        return [.. moved.SkipLast(1).Append((oldest.From, Cents: oldest.Cents + moves))
            .Where(period => period.Cents > 0)];
    }
}
