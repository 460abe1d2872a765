namespace Caisse.Portal.Managing;

// What the API answers to those who run a caisse, as far as pages show it.

public sealed record Fund(
    long CashCents, long PromisedCents, long OutstandingMonaCents, long ReservedCents, Backing Backing,
    Income IncomeBySource, long PaidToPointsOfSaleCents, decimal? ContributionsSharePercent,
    decimal? RunwayMonths);

public sealed record Backing(int RequiredPercent, decimal? RatioPercent, long CoveredCents);

public sealed record Income(
    long ContributionsCents, long PublicGrantsCents, long PrivateGrantsCents, long FeesCents);

public sealed record Proof(
    bool IsSound, string? Since, long OutstandingHouseholdsCents, long OutstandingPointsOfSaleCents,
    long Transfers);

public sealed record ListedHousehold(
    Guid Id, string State, string FromPeriod, string? LastPeriod, string City, string? District,
    IReadOnlyList<PersonName> Members)
{
    internal string Names => string.Join(", ", Members.Select(one => $"{one.FirstName} {one.LastName}"));
}

public sealed record PersonName(Guid Id, string FirstName, string LastName);

public sealed record Household(
    Guid Id, string State, string FromPeriod, string? LastPeriod, HomeAddress Address, Contact Contact,
    string? IncomeBracket, IReadOnlyList<HouseholdMember> Members, Guid? MergedInto);

public sealed record HomeAddress(string Street, string PostalCode, string City, string? District);

public sealed record Contact(string? Email, string? Phone);

public sealed record HouseholdMember(
    Guid Id, string FirstName, string LastName, int Age, DateOnly JoinedOn, DateOnly? LeftOn)
{
    internal string Name => $"{FirstName} {LastName}";
}

public sealed record ActingPerson(Guid Id, string FirstName, string LastName, string Kind);

public sealed record HouseholdContributions(
    IReadOnlyList<PeriodContributions> Periods, long DueCents, long PaidCents, long ArrearsCents);

public sealed record PeriodContributions(string Period, long DueCents, long PaidCents, long ArrearsCents);

public sealed record IssuedCard(Guid Id, string Token);

public sealed record ListedApplication(
    Guid Id, string State, DateTimeOffset ReceivedAt, IReadOnlyList<Applicant> Members, HomeAddress Address,
    Contact Contact, string? IncomeBracket, Guid? HouseholdId, string? RefusalReason,
    IReadOnlyList<Duplicate> Warnings, long? Rank)
{
    internal string Names => string.Join(", ", Members.Select(one => $"{one.FirstName} {one.LastName}"));
}

public sealed record Applicant(Guid Id, string FirstName, string LastName, DateOnly BirthDate);

/// <summary>Somebody or some address that is in the register already.</summary>
public sealed record Duplicate(string Kind, int? MemberPosition, Guid? HouseholdId, Guid? ApplicationId);

public sealed record CollectionRun(Guid Id, string Period, int Households, long TotalCents);

public sealed record ContributionsOfPeriod(
    string Period, int Households, long DueCents, long PaidCents, int OwingHouseholds, long ArrearsCents,
    IReadOnlyList<ContributionLine> Items, string? Next);

public sealed record ContributionLine(Guid HouseholdId, long DueCents, long PaidCents, long ArrearsCents);

public sealed record Pledge(Guid HouseholdId, long MonthlyCents, bool Paused, string FromPeriod);

public sealed record AllocationRun(
    Guid Id, string Period, string State, int? Households, long? TotalCents, long CreditedHouseholds,
    long? ShortfallCents, bool IsPreview, IReadOnlyList<Change>? LargestChanges);

public sealed record Change(
    Guid HouseholdId, long BeforeCents, long AfterCents, string Reasoning, string ReasoningInFrench);

public sealed record ListedSettlement(
    Guid Id, DateOnly Until, string State, DateTimeOffset RequestedAt, DateTimeOffset? IssuedAt,
    long GrossCents, long NetCents);

public sealed record Settlement(
    Guid Id, DateOnly Until, string State, long GrossCents, long RefundsCents, long FeeCents, long NetCents,
    IReadOnlyList<SettlementLine> Lines);

public sealed record SettlementLine(
    Guid PointOfSaleId, string Name, long GrossCents, long RefundsCents, long FeeCents, long NetCents);

/// <summary>What a person asked for and another decides on: a correction, a supplement, vouchers.</summary>
public sealed record Request(
    Guid Id, Guid? HouseholdId, string State, string RequestedBy, DateTimeOffset RequestedAt,
    string? DecidedBy, DateTimeOffset? DecidedAt, long AmountCents = 0, string? Reason = null,
    long? ShortfallCents = null, string? Period = null, int? Count = null, long? ValueCents = null)
{
    internal const string Awaited = "awaiting_second_person";

    /// <summary>Vouchers have a number and a value instead of an amount.</summary>
    internal long TotalCents => Count * ValueCents ?? AmountCents;
}

public sealed record Claim(
    Guid Id, Guid HouseholdId, Guid PointOfSaleId, DateOnly BoughtOn, long AmountCents, string State,
    DateTimeOffset ClaimedAt, IReadOnlyList<Guid> LikelyRepeats);

public sealed record StaffMember(
    Guid Id, string Name, string? Email, IReadOnlyList<string> Roles, string ClientId,
    DateTimeOffset AppointedAt);

public sealed record ListedInvitation(
    Guid Id, string Name, string? Email, IReadOnlyList<string> Roles, DateTimeOffset InvitedAt,
    DateTimeOffset ExpiresAt, string State);

public sealed record Invitation(
    Guid Id, string Name, string? Email, DateTimeOffset ExpiresAt, string? LetterCode, string? LetterAddress);

public sealed record AuditEntry(
    Guid Id, DateTimeOffset At, string Actor, string Action, string Subject, string? Before, string? After);

public sealed record Grant(
    Guid Id, Guid FunderId, long AmountCents, long ReceivedCents, long RemainingCents, DateOnly From,
    DateOnly Until, string Purpose);

public sealed record Funder(Guid Id, string Name, string Kind);
