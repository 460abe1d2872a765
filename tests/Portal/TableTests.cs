using Caisse.Portal.Showing;

namespace Caisse.Portal.Tests;

/// <summary>Votes as seats around a table.</summary>
public sealed class TableTests
{
    [Theory]
    [InlineData(45, 6, 6, 61)]
    [InlineData(1, 0, 0, 1)]
    [InlineData(0, 0, 0, 9)]
    [InlineData(7, 3, 2, 20)]
    [InlineData(90, 20, 5, 150)]
    public void Every_vote_has_a_seat_in_the_picture_and_none_covers_another(
        int votesFor, int against, int abstain, int electorate)
    {
        var seats = Table.Seats(votesFor, against, abstain, electorate);

        Assert.Equal(electorate, seats.Count);
        Assert.Equal(
            (votesFor, against, abstain),
            (seats.Count(seat => seat.Vote == Table.For), seats.Count(seat => seat.Vote == Table.Against),
                seats.Count(seat => seat.Vote == Table.Abstain)));
        Assert.All(seats, seat =>
        {
            Assert.InRange(seat.X, 7, Table.Width - 7);
            Assert.InRange(seat.Y, 7, Table.Height - 7);
        });
        Assert.Equal(electorate, seats.Select(seat => (Math.Round(seat.X), Math.Round(seat.Y))).Distinct().Count());
    }
}
