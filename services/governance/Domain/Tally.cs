using Caisse.Rules;

namespace Caisse.Governance.Domain;

/// <summary>What a voter may say.</summary>
static class Choices
{
    internal const string For = "for";
    internal const string Against = "against";
    internal const string Abstain = "abstain";

    internal static IReadOnlyList<string> All { get; } = [For, Against, Abstain];
}

/// <summary>A ballot as it was cast. A later one of the same mandate replaces it.</summary>
/// <param name="MandateId">In whose seat.</param>
/// <param name="Sequence">Order in which ballots were cast.</param>
/// <param name="Choice">One of <see cref="Choices"/>.</param>
sealed record Ballot(Guid MandateId, long Sequence, string Choice);

/// <summary>How one seat voted; null when it did not.</summary>
sealed record RollEntry(Guid MandateId, string? Choice);

/// <summary>What a vote needs to adopt.</summary>
/// <param name="QuorumPercent">Percent of the electorate that must vote, abstentions included.</param>
/// <param name="Share">The share of the votes that adopts; null: more than half.</param>
/// <param name="CountsAbstentions">Whether abstentions are among the votes that this is taken of.</param>
sealed record VotingTerms(int QuorumPercent, Share? Share = null, bool CountsAbstentions = false);

/// <summary>The count of a vote with quorum: a function of electorate and ballots.</summary>
sealed record Tally(
    int Electorate, int Cast, int For, int Against, int Abstain, VotingTerms Terms,
    IReadOnlyList<RollEntry> Roll)
{
    /// <summary>Whole percents are compared without dividing, so that exactly the quorum is enough.</summary>
    internal bool QuorumReached => (long)Cast * 100 >= (long)Electorate * Terms.QuorumPercent;

    /// <summary>Where nobody voted there is nothing to take a share of, and nothing is adopted.</summary>
    internal bool Adopted => QuorumReached && For > 0 && (Terms.Share is { } share
        ? (long)For * share.Denominator >= (long)Counted * share.Numerator
        : 2L * For > Counted);

    int Counted => For + Against + (Terms.CountsAbstentions ? Abstain : 0);

    /// <summary>Counts the last ballot of each seat of the electorate, and nobody else's.</summary>
    internal static Tally Count(IEnumerable<Guid> electorate, IEnumerable<Ballot> ballots, VotingTerms terms)
    {
        var last = ballots.GroupBy(ballot => ballot.MandateId)
            .ToDictionary(cast => cast.Key, cast => cast.MaxBy(ballot => ballot.Sequence)!.Choice);
        var roll = electorate.Distinct().Order()
            .Select(mandate => new RollEntry(mandate, last.GetValueOrDefault(mandate)))
            .ToList();
        return new Tally(
            roll.Count, roll.Count(entry => entry.Choice is not null),
            Votes(Choices.For), Votes(Choices.Against), Votes(Choices.Abstain), terms, roll);

        int Votes(string choice) => roll.Count(entry => entry.Choice == choice);
    }
}
