using Caisse.Governance.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Governance.Tests;

public class TallyTests
{
    /// <summary>Ids 0 to 9 sit in the body; a ballot may come from any of 0 to 14.</summary>
    static readonly Guid[] Electorate = [.. Enumerable.Range(0, 10).Select(Seat)];

    static readonly Gen<Ballot[]> SomeBallots =
        (from seat in Gen.Choose(0, 14)
         from choice in Gen.Elements(Choices.All.ToArray())
         select (seat, choice))
            .ArrayOf()
            .Select(cast => cast.Select(
                (ballot, index) => new Ballot(Seat(ballot.seat), index, ballot.choice)).ToArray());

    static Guid Seat(int number) => new(number, 0, 0, new byte[8]);

    [Fact]
    public void The_order_in_which_ballots_are_read_does_not_matter() =>
        ForAll(SomeBallots, ballots => Same(
            Count(ballots),
            Count([.. ballots.Reverse()]),
            Count([.. ballots.OrderBy(ballot => ballot.Choice, StringComparer.Ordinal)])));

    [Fact]
    public void Nobody_outside_the_electorate_counts() =>
        ForAll(SomeBallots, ballots => Same(
            Count(ballots), Count([.. ballots.Where(ballot => Electorate.Contains(ballot.MandateId))])));

    [Fact]
    public void Only_the_last_ballot_of_a_seat_counts() =>
        ForAll(SomeBallots, ballots =>
        {
            var last = ballots.GroupBy(ballot => ballot.MandateId)
                .Select(cast => cast.MaxBy(ballot => ballot.Sequence)!);
            return Same(Count(ballots), Count([.. last]));
        });

    [Fact]
    public void Every_seat_is_on_the_roll_once_and_the_count_is_the_rolls() =>
        ForAll(SomeBallots, ballots =>
        {
            var tally = Count(ballots);
            return tally.Roll.Select(entry => entry.MandateId).SequenceEqual(Electorate.Order())
                && tally.For + tally.Against + tally.Abstain == tally.Cast
                && tally.Cast == tally.Roll.Count(entry => entry.Choice is not null);
        });

    [Fact]
    public void The_quorum_is_reached_exactly_when_no_voter_less_would_do() =>
        ForAll(
            from electorate in Gen.Choose(1, 500)
            from quorum in Gen.Choose(0, 100)
            select (electorate, quorum),
            body =>
            {
                // The smallest number of ballots that is at least the quorum, by exact rational comparison.
                var needed = Enumerable.Range(0, body.electorate + 1)
                    .First(cast => (decimal)cast / body.electorate >= body.quorum / 100m
                        || (long)cast * 100 == (long)body.quorum * body.electorate);
                return CountFor(body.electorate, needed, body.quorum).QuorumReached
                    && (needed == 0 || !CountFor(body.electorate, needed - 1, body.quorum).QuorumReached);
            });

    [Theory]
    [InlineData(61, 50, 31, true)]
    [InlineData(61, 50, 30, false)]
    [InlineData(3, 33, 1, true)]
    [InlineData(3, 34, 1, false)]
    [InlineData(200, 29, 58, true)]
    [InlineData(200, 29, 57, false)]
    [InlineData(7, 100, 7, true)]
    [InlineData(7, 100, 6, false)]
    [InlineData(7, 0, 0, true)]
    public void The_quorum_is_exact(int electorate, int quorumPercent, int cast, bool reached) =>
        Assert.Equal(reached, CountFor(electorate, cast, quorumPercent).QuorumReached);

    [Theory]
    [InlineData(2, 1, 7, true)]
    [InlineData(2, 2, 0, false)]
    [InlineData(1, 2, 0, false)]
    [InlineData(0, 0, 10, false)]
    public void More_for_than_against_adopts_and_abstentions_only_count_for_the_quorum(
        int votesFor, int votesAgainst, int abstentions, bool adopted) =>
        Assert.Equal(adopted, Count(votesFor, votesAgainst, abstentions, new(0)).Adopted);

    /// <summary>23 for, 9 against, 5 abstain: two thirds of 32 are 21.33, and of 37 they are 24.67.</summary>
    [Theory]
    [InlineData(23, 9, 5, 2, 3, false, true)]
    [InlineData(23, 9, 5, 2, 3, true, false)]
    [InlineData(25, 9, 3, 2, 3, true, true)]
    [InlineData(24, 12, 0, 2, 3, true, true)]
    [InlineData(23, 12, 0, 2, 3, false, false)]
    [InlineData(10, 0, 5, 1, 1, false, true)]
    [InlineData(10, 0, 1, 1, 1, true, false)]
    [InlineData(0, 0, 5, 2, 3, false, false)]
    public void A_qualified_majority_is_exact(
        int votesFor, int votesAgainst, int abstentions, int numerator, int denominator,
        bool countsAbstentions, bool adopted) =>
        Assert.Equal(adopted, Count(
            votesFor, votesAgainst, abstentions,
            new VotingTerms(0, new(numerator, denominator), countsAbstentions)).Adopted);

    [Theory]
    [InlineData(19, 13, 5, true)]
    [InlineData(18, 14, 5, false)]
    [InlineData(18, 13, 5, false)]
    public void A_majority_that_counts_abstentions_is_more_than_half_of_all_votes(
        int votesFor, int votesAgainst, int abstentions, bool adopted) =>
        Assert.Equal(adopted, Count(
            votesFor, votesAgainst, abstentions, new VotingTerms(0, CountsAbstentions: true)).Adopted);

    [Fact]
    public void A_unanimous_vote_below_the_quorum_is_rejected() => Assert.False(CountFor(61, 30, 50).Adopted);

    [Fact]
    public void A_body_of_nobody_adopts_nothing() => Assert.False(Tally.Count([], [], new(0)).Adopted);

    static Tally CountFor(int electorate, int cast, int quorumPercent) => Tally.Count(
        Enumerable.Range(0, electorate).Select(Seat),
        Enumerable.Range(0, cast).Select(seat => new Ballot(Seat(seat), seat, Choices.For)),
        new(quorumPercent));

    static Tally Count(Ballot[] ballots) => Tally.Count(Electorate, ballots, new(50));

    static Tally Count(int votesFor, int votesAgainst, int abstentions, VotingTerms terms)
    {
        List<Ballot> ballots =
        [
            .. Enumerable.Repeat(Choices.For, votesFor)
                .Concat(Enumerable.Repeat(Choices.Against, votesAgainst))
                .Concat(Enumerable.Repeat(Choices.Abstain, abstentions))
                .Select((choice, index) => new Ballot(Seat(index), index, choice)),
        ];
        return Tally.Count(ballots.Select(ballot => ballot.MandateId), ballots, terms);
    }

    static bool Same(params Tally[] tallies) => tallies.All(tally =>
        tally with { Roll = [] } == tallies[0] with { Roll = [] }
            && tally.Roll.SequenceEqual(tallies[0].Roll));

    static void ForAll<T>(Gen<T> values, Func<T, bool> holds) =>
        Prop.ForAll(values.ToArbitrary(), holds).QuickCheckThrowOnFailure();
}
