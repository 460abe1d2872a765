namespace Caisse.Contracts.Membership;

/// <summary>
/// A person is forgotten: whoever holds a name, a contact, bank details or a sign-in of theirs deletes it.
/// Ids stay, and what they are in: movements, books, ballots, past draws.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="MemberId">The person: a member, a delegate, or an applicant.</param>
/// <param name="HouseholdIds">Households of which nobody is known any more, and so forgotten too.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record MemberErased(
    string Caisse, Guid MemberId, IReadOnlyList<Guid> HouseholdIds, DateTimeOffset OccurredAt) : IEvent;
