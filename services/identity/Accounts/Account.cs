namespace Caisse.Identity.Accounts;

/// <summary>A person who signs in.</summary>
sealed record Account
{
    public required Guid AccountId { get; init; }
    public required string Name { get; init; }
    public string? Email { get; init; }
    public required string Language { get; init; }

    /// <summary>How tokens and audit trails name the person.</summary>
    internal string Subject => SubjectOf(AccountId);

    internal static string SubjectOf(Guid accountId) => $"person-{accountId:N}";

    /// <summary>The account a subject stands for; null when it is a client's.</summary>
    internal static Guid? OfSubject(string subject) =>
        subject.StartsWith("person-", StringComparison.Ordinal)
        && Guid.TryParseExact(subject["person-".Length..], "N", out var id) ? id : null;
}

/// <summary>What an account may do in one caisse.</summary>
sealed record AccountGrant
{
    public required string CaisseId { get; init; }
    public required string[] Grants { get; init; }
    public Guid? MemberId { get; init; }
    public Guid? PointOfSaleId { get; init; }
}
