using System.Text.Json;

namespace Caisse.Portal.Calling;

// What the public API answers, as far as pages show it: fields not named here are passed over.

public sealed record ListedCaisse(string Slug, string Name, string Territory);

public sealed record KnownCaisse(
    string Slug, string Name, string Territory, string TimeZone, string LegalName, string LegalIdentifier);

/// <summary>Degrees, WGS 84.</summary>
public sealed record Position(double Latitude, double Longitude);

public sealed record Place(string Street, string PostalCode, string City, double Latitude, double Longitude);

public sealed record ListedPlace(
    Guid Id, string Name, string Kind, Place Place, string? Hours, IReadOnlyList<string> Categories,
    string State, long? DistanceMeters);

public sealed record PointOfSale(
    Guid Id, string Name, string Kind, Place Place, string? Hours, IReadOnlyList<string> Categories,
    string State, string LegalName);

/// <summary>Where a point of sale stands, and every decision that put it there.</summary>
public sealed record Accreditation(
    string State, DateOnly? Since, DateOnly? Until, IReadOnlyList<string> Categories, string? Reason,
    IReadOnlyList<AccreditationStep> History);

public sealed record AccreditationStep(
    string State, DateOnly Since, DateOnly? Until, IReadOnlyList<string> Categories, string? Reason,
    int DecisionNumber);

public sealed record Decision(
    int Number, DateOnly Date, DecidingBody Body, Guid? ProposalId, string Title, string Text,
    IReadOnlyList<Effect> Effects, DateOnly InForceFrom, IReadOnlyList<Application> AppliedBy);

public sealed record DecidingBody(string Kind, string Name);

/// <summary>A rule that a decision sets, in the shape of its kind and in its own words.</summary>
public sealed record Effect(
    string Kind, JsonElement? Value, InBothLanguages? Title = null,
    IReadOnlyList<InBothLanguages>? InWords = null);

public sealed record InBothLanguages(string Fr, string En);

public sealed record Application(string Kind, string Service, DateTimeOffset AppliedAt, string? Refusal);

public sealed record VoteTally(string State, int QuorumPercent, int Electorate, int Cast, VoteCount? Count);

public sealed record VoteCount(int For, int Against, int Abstain, bool QuorumReached, bool Adopted);

public sealed record ListedCampaign(
    Guid Id, string Title, int Seats, string State, DateTimeOffset OpenedAt, Guid? DrawId);

public sealed record Campaign(
    Guid Id, string Title, int Seats, int Alternates, PublicValue PublicValue, DateTimeOffset OpenedAt,
    string State, IReadOnlyList<Quota> Quotas, long Candidates, Guid? DrawId);

public sealed record Quota(string Feature, string Value, int Min, int Max);

/// <summary>The value from outside that picks a panel, announced before.</summary>
public sealed record PublicValue(string Source, DateTimeOffset AwaitedAt, string? Form);

public sealed record Draw(
    Guid Id, Guid CampaignId, string State, int Candidates, DateTimeOffset FrozenAt, string PoolHash,
    DateTimeOffset? CommittedAt, string? BundleHash, PublicValue PublicValue, string? Value, int? Number,
    DateTimeOffset? DrawnAt, IReadOnlyList<DrawnSeat> Panel, IReadOnlyList<DrawRefusal> Refusals);

public sealed record DrawnSeat(int Seat, string Pseudonym, string? Holder, IReadOnlyList<string> Alternates);

public sealed record DrawRefusal(
    int Number, string Pseudonym, int? Seat, string? Successor, DateTimeOffset RecordedAt);

/// <summary>A month of the ledger that nobody can write in any more.</summary>
public sealed record ClosedMonth(
    string Period, long Transfers, long AmountCents, string PreviousDigest, string Digest,
    DateTimeOffset ClosedAt);
