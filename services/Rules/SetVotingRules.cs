using System.ComponentModel.DataAnnotations;
using Caisse.Contracts.Governance;
using Caisse.ServiceDefaults;

namespace Caisse.Rules;

/// <summary>
/// How bodies vote. A vote keeps the rules of the day on which it was opened. A kind of body that is not
/// named decides by majority, with the quorum it was set up with.
/// </summary>
/// <param name="Bodies">One entry for each kind of body that is named.</param>
public sealed record SetVotingRules([property: Length(1, 10)] IReadOnlyList<BodyVotingRule> Bodies)
    : IRule<SetVotingRules>
{
    /// <inheritdoc />
    public static string Kind => "set_voting_rules";

    /// <inheritdoc />
    public static string Owner => "governance";

    /// <inheritdoc />
    public static Sentence Title { get; } = new("Comment on vote", "How votes are taken");

    /// <inheritdoc />
    public static SetVotingRules Example { get; } = new(
        [new(BodyKinds.CitizensCommittee, VotingModes.QualifiedMajority, 60, 48, new(2, 3), true)]);

    /// <summary>The rule for a kind of body; majority alone where it is not named.</summary>
    public BodyVotingRule For(string bodyKind) =>
        Bodies.FirstOrDefault(body => body.BodyKind == bodyKind) ?? BodyVotingRule.UntilDecided(bodyKind);

    /// <inheritdoc />
    public void CheckInto(Check check, string at)
    {
        ArgumentNullException.ThrowIfNull(check);
        check.That(
            Bodies.DistinctBy(body => body?.BodyKind).Count() == Bodies.Count, $"{at}.bodies",
            "must name each kind of body once.");
        foreach (var (place, body) in Bodies.Index())
        {
            // JSON may put null into a list whatever the type of its items.
            check.That(body is not null, $"{at}.bodies[{place}]", "must not be null.");
            body?.CheckInto(check, $"{at}.bodies[{place}]");
        }
    }

    /// <inheritdoc />
    public IEnumerable<Sentence> InWords() =>
    [
        .. Bodies.SelectMany(body => body.InWords()),
        new("Un vote ouvert garde les règles du jour de son ouverture.",
            "A vote that is open keeps the rules of the day on which it was opened."),
    ];
}

/// <summary>How one kind of body votes.</summary>
/// <param name="BodyKind">One of <see cref="BodyKinds"/>.</param>
/// <param name="Mode">One of <see cref="VotingModes"/>.</param>
/// <param name="QuorumPercent">Percent of the seats that must vote, abstentions included, from 0 to 100;
/// null: the quorum that each body was set up with.</param>
/// <param name="MinimumHours">How long a vote stays open at least, in hours, up to 90 days.</param>
/// <param name="Share">With a qualified majority, the share of the votes that adopts: more than a half, up to
/// the whole.</param>
/// <param name="CountsAbstentions">Whether the majority or share is taken of all votes, abstentions
/// included.</param>
public sealed record BodyVotingRule(
    [property: AllowedValues(
        BodyKinds.CitizensCommittee, BodyKinds.CooperationCollective, BodyKinds.ScientificCommittee,
        BodyKinds.InstitutionalCommittee, BodyKinds.WorkingGroup, BodyKinds.BuyingGroupBoard)]
    string BodyKind,
    [property: AllowedValues(VotingModes.Majority, VotingModes.QualifiedMajority)]
    string Mode = VotingModes.Majority,
    [property: Range(0, 100)] int? QuorumPercent = null,
    [property: Range(0, BodyVotingRule.MaxHours)] int MinimumHours = 0,
    Share? Share = null, bool CountsAbstentions = false)
{
    internal const int MaxHours = 90 * 24;

    /// <summary>What holds until a decision says otherwise.</summary>
    public static BodyVotingRule UntilDecided(string bodyKind) => new(bodyKind);

    internal void CheckInto(Check check, string at)
    {
        Limits.CheckInto(check, this, at);
        check.That(
            Mode == VotingModes.QualifiedMajority == Share is not null, $"{at}.share",
            $"goes together with mode {VotingModes.QualifiedMajority}.");
        if (Share is not null)
        {
            Limits.CheckInto(check, Share, $"{at}.share");
            check.That(
                Share.Numerator <= Share.Denominator && Share.Numerator * 2 > Share.Denominator,
                $"{at}.share", "must be more than a half, and at most the whole.");
        }
    }

    internal IEnumerable<Sentence> InWords()
    {
        var (body, counted) = (NameOf(BodyKind), CountsAbstentions
            ? new Sentence("des votes, abstentions comprises", "of the votes, abstentions included")
            : new Sentence("des voix pour et contre", "of the votes for and against"));
        yield return Share is { } share
            ? Sentence.Of(
                $"{body.French} : adopté par {share.Numerator}/{share.Denominator} {counted.French}.",
                $"{body.English}: adopted by {share.Numerator}/{share.Denominator} {counted.English}.")
            : Sentence.Of(
                $"{body.French} : adopté par plus de la moitié {counted.French}.",
                $"{body.English}: adopted by more than half {counted.English}.");
        if (QuorumPercent is { } quorum)
        {
            yield return Sentence.Of(
                $"Au moins {quorum} % des sièges doivent voter.",
                $"At least {quorum}% of the seats must vote.");
        }
        if (MinimumHours > 0)
        {
            yield return Sentence.Of(
                $"Un vote reste ouvert au moins {MinimumHours} heures.",
                $"A vote stays open for at least {MinimumHours} hours.");
        }
    }

    static Sentence NameOf(string bodyKind) => bodyKind switch
    {
        BodyKinds.CitizensCommittee => new("Comité citoyen", "Citizens' committee"),
        BodyKinds.CooperationCollective => new("Collectif de coopération", "Cooperation collective"),
        BodyKinds.ScientificCommittee => new("Comité scientifique", "Scientific committee"),
        BodyKinds.InstitutionalCommittee => new("Comité institutionnel", "Institutional committee"),
        BodyKinds.WorkingGroup => new("Groupe de travail", "Working group"),
        _ => new("Conseil d'un groupement d'achat", "Board of a buying group"),
    };
}

/// <summary>A share of votes as a fraction: 2/3.</summary>
/// <param name="Numerator">From 1 to 100.</param>
/// <param name="Denominator">From 1 to 100.</param>
public sealed record Share(
    [property: Range(1, 100)] int Numerator, [property: Range(1, 100)] int Denominator);

/// <summary>How votes decide.</summary>
public static class VotingModes
{
    /// <summary>More than half.</summary>
    public const string Majority = "majority";

    /// <summary>A share that the rule says.</summary>
    public const string QualifiedMajority = "qualified_majority";
}
