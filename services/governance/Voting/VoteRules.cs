using Caisse.Governance.Domain;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Voting;

/// <summary>
/// The rules under which a vote was opened, kept with it: what is decided meanwhile holds for votes that are
/// opened afterwards.
/// </summary>
sealed record VoteRules(
    string Mode, int QuorumPercent, Share? Share, bool CountsAbstentions, DateTimeOffset ClosesNotBefore,
    int? DecisionNumber)
{
    internal VotingTerms Terms => new(QuorumPercent, Share, CountsAbstentions);

    /// <summary>Null, or why the vote may not be closed yet.</summary>
    internal Refusal? RefuseClosing(KnownCaisse caisse, DateTimeOffset now)
    {
        if (now >= ClosesNotBefore)
        {
            return null;
        }
        var there = caisse.LocalTimeOf(ClosesNotBefore);
        var refusal = Refusal.Conflict(
            "vote-open-too-briefly",
            $"By its voting rules this vote stays open until {there:yyyy-MM-dd HH:mm} at least.");
        return refusal.With("closesNotBefore", ClosesNotBefore) with
        {
            DetailInFrench =
                $"Selon ses règles, ce vote reste ouvert au moins jusqu'au {there:yyyy-MM-dd HH:mm}.",
        };
    }

    /// <summary>The rules of the day, as a vote that is opened now keeps them.</summary>
    internal static async Task<VoteRules> OfTodayAsync(Work work, Guid proposalId)
    {
        var body = await work.OneAsync<BodyRow>(ReadBody, new { work.Caisse, proposalId });
        var decided = await work.RuleOnAsync<SetVotingRules>(work.Today);
        var rule = decided?.Rule.For(body.Kind) ?? BodyVotingRule.UntilDecided(body.Kind);
        return new VoteRules(
            rule.Mode, rule.QuorumPercent ?? body.QuorumPercent, rule.Share, rule.CountsAbstentions,
            work.Now.AddHours(rule.MinimumHours), decided?.DecisionNumber);
    }

    /// <summary>Keeps the rules of the day for the vote that is being opened.</summary>
    internal static async Task<VoteRules> FixAsync(Work work, Guid proposalId)
    {
        var rules = await OfTodayAsync(work, proposalId);
        await work.ExecuteAsync(Insert, new
        {
            work.Caisse,
            proposalId,
            rules.Mode,
            rules.QuorumPercent,
            rules.Share?.Numerator,
            rules.Share?.Denominator,
            rules.CountsAbstentions,
            rules.ClosesNotBefore,
            rules.DecisionNumber,
        });
        return rules;
    }

    /// <summary>The rules that the vote was opened under; null while it is a draft.</summary>
    internal static async Task<VoteRules?> FindAsync(Work work, Guid proposalId) =>
        (await work.FindAsync<RulesRow>(Read, new { work.Caisse, proposalId }))?.ToRules();

    const string ReadBody =
        """
        select kind, quorum_percent
        from proposal join body on body.caisse_id = proposal.caisse_id and body.body_id = proposal.body_id
        where proposal.caisse_id = @Caisse and proposal_id = @proposalId
        """;

    const string Insert =
        """
        insert into vote_rules (
            caisse_id, proposal_id, mode, quorum_percent, share_numerator, share_denominator,
            counts_abstentions, closes_not_before, decision_number)
        values (
            @Caisse, @proposalId, @Mode, @QuorumPercent, @Numerator, @Denominator, @CountsAbstentions,
            @ClosesNotBefore, @DecisionNumber)
        """;

    const string Read =
        """
        select mode, quorum_percent, share_numerator, share_denominator, counts_abstentions,
            closes_not_before, decision_number
        from vote_rules where caisse_id = @Caisse and proposal_id = @proposalId
        """;

    sealed record BodyRow(string Kind, int QuorumPercent);

    sealed record RulesRow
    {
        public string Mode { get; init; } = "";
        public int QuorumPercent { get; init; }
        public int? ShareNumerator { get; init; }
        public int? ShareDenominator { get; init; }
        public bool CountsAbstentions { get; init; }
        public DateTimeOffset ClosesNotBefore { get; init; }
        public int? DecisionNumber { get; init; }

        internal VoteRules ToRules() => new(
            Mode, QuorumPercent,
            ShareNumerator is { } numerator ? new Share(numerator, ShareDenominator!.Value) : null,
            CountsAbstentions, ClosesNotBefore, DecisionNumber);
    }
}
