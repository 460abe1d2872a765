using Caisse.Portal.Calling;

namespace Caisse.Portal.Committee;

// What the API answers about what a committee votes on, as far as pages show it.

public sealed record ListedProposal(
    Guid Id, Guid BodyId, string Title, string EffectKind, DateOnly InForceFrom, string State,
    DateTimeOffset SubmittedAt, bool MayVote, string? MyChoice);

public sealed record Proposal(
    Guid Id, Guid BodyId, string Title, string Text, Effect Effect, DateOnly InForceFrom, string State,
    DateTimeOffset SubmittedAt, DateTimeOffset? OpenedAt, DateTimeOffset? ClosedAt, int? DecisionNumber)
{
    internal IEnumerable<string> Paragraphs => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

public sealed record OwnBallot(Guid ProposalId, bool MayVote, string? Choice, DateTimeOffset? CastAt);

public sealed record Body(
    Guid Id, string Kind, string Name, int Seats, int TermMonths, int QuorumPercent, string DecisionMode);

public sealed record Mandate(
    Guid Id, Guid BodyId, Guid MemberId, string Origin, Guid? DrawId, DateOnly From, DateOnly Until,
    DateOnly? EndedOn);
