namespace Caisse.Portal.Joining;

/// <summary>
/// What a household has answered so far. It stays in the browser that answered, sealed, and nowhere else
/// until the last page is sent.
/// </summary>
/// <param name="Id">Of this journey: sent twice, it makes one application.</param>
/// <param name="Caisse">Which caisse they ask to join.</param>
sealed record Journey(Guid Id, string Caisse)
{
    /// <summary>As many as one household may have.</summary>
    internal const int MostPeople = 20;

    public IReadOnlyList<JourneyPerson> People { get; init; } = [];

    public JourneyAddress? Address { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    /// <summary>Null where they would rather not say, which is also an answer.</summary>
    public string? IncomeBracket { get; init; }

    public bool HasSeenIncome { get; init; }

    public DateTimeOffset? AgreedAt { get; init; }

    /// <summary>
    /// The first question that is still open, as the last part of its address; null: all is said.
    /// </summary>
    internal string? NextQuestion =>
        People.Count == 0 ? JourneySteps.People
        : Address is null ? JourneySteps.Address
        : Email is null && Phone is null ? JourneySteps.Contact
        : !HasSeenIncome ? JourneySteps.Income
        : AgreedAt is null ? JourneySteps.Consent
        : null;
}

sealed record JourneyPerson(string FirstName, string LastName, DateOnly BirthDate);

sealed record JourneyAddress(string Street, string PostalCode, string City);

/// <summary>The pages of the journey, by the last part of their addresses, in their order.</summary>
static class JourneySteps
{
    internal const string People = "foyer", Address = "adresse", Contact = "contact", Income = "revenus",
        Consent = "accord", Check = "verifier", Thanks = "merci";

    internal static readonly IReadOnlyList<string> Questions = [People, Address, Contact, Income, Consent];
}
