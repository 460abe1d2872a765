using System.Globalization;

namespace Caisse.Portal.Showing;

/// <summary>A seat as it is drawn: where it stands around the table, and how it voted.</summary>
public sealed record DrawnSeatMark(double X, double Y, string Vote);

/// <summary>Seats around a table, so that people see a vote as the people who gave it.</summary>
static class Table
{
    internal const string For = "for", Against = "against", Abstain = "abstain", NoVote = "none";

    internal const double Width = 360, Height = 230;

    /// <summary>Half axes of the rings of seats, the nearest to the table first.</summary>
    static readonly (double Across, double Down)[] Rings = [(126, 60), (147, 80), (168, 100)];

    /// <summary>Seats one after the other around the table, votes of a kind side by side.</summary>
    internal static IReadOnlyList<DrawnSeatMark> Seats(int votesFor, int against, int abstain, int electorate)
    {
        var votes = Enumerable.Repeat(For, votesFor).Concat(Enumerable.Repeat(Against, against))
            .Concat(Enumerable.Repeat(Abstain, abstain))
            .Concat(Enumerable.Repeat(NoVote, Math.Max(0, electorate - votesFor - against - abstain)));
        return [.. Places(Math.Max(electorate, votesFor + against + abstain)).Zip(votes, (place, vote) =>
            new DrawnSeatMark((Width / 2) + place.X, (Height / 2) + place.Y, vote))];
    }

    internal static string Round(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>
    /// Each ring takes its share by length; all are walked together, clockwise from the top.
    /// </summary>
    static IEnumerable<(double X, double Y)> Places(int seats)
    {
        var rings = seats <= 20 ? [(147.0, 80.0)] : Rings;
        var length = rings.Sum(ring => ring.Item1 + ring.Item2);
        var places = new List<(double Turn, double X, double Y)>();
        var left = seats;
        foreach (var (number, (across, down)) in rings.Index())
        {
            var here = number == rings.Length - 1
                ? left
                : (int)Math.Round(seats * (across + down) / length);
            left -= here;
            places.AddRange(Enumerable.Range(0, here).Select(seat =>
            {
                var turn = (double)seat / here;
                var angle = Math.Tau * (turn - 0.25);
                return (turn, across * Math.Cos(angle), down * Math.Sin(angle));
            }));
        }
        return places.OrderBy(place => place.Turn).Select(place => (place.X, place.Y));
    }
}
