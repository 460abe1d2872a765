using System.Text.Json;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Reimbursing;

/// <summary>A claim as staff and its household see it.</summary>
/// <param name="Id">The claim.</param>
/// <param name="HouseholdId">Whose it is.</param>
/// <param name="PointOfSaleId">Where it was bought.</param>
/// <param name="BoughtOn">The day of the purchase.</param>
/// <param name="AmountCents">What was paid, in cents.</param>
/// <param name="Lines">By category; null for one amount.</param>
/// <param name="State">received, approved or refused.</param>
/// <param name="LikelyRepeats">Claims for the same file, or of the household for as much at the same place on
/// the same day, that came before or are approved.</param>
/// <param name="ClaimedBy">Who sent it.</param>
/// <param name="ClaimedAt">When.</param>
/// <param name="DecidedBy">Who checked it.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="RefusalReason">Why it was refused.</param>
/// <param name="MonaCents">What is paid back.</param>
/// <param name="PaidLines">By category; null for one amount.</param>
sealed record ClaimAnswer(
    Guid Id, Guid HouseholdId, Guid PointOfSaleId, DateOnly BoughtOn, long AmountCents,
    IReadOnlyList<BasketLine>? Lines, string State, IReadOnlyList<Guid> LikelyRepeats, string ClaimedBy,
    DateTimeOffset ClaimedAt, string? DecidedBy, DateTimeOffset? DecidedAt, string? RefusalReason,
    long? MonaCents, IReadOnlyList<PaidLine>? PaidLines);

/// <summary>A claim as it is kept; properties, because Dapper finds no constructor for arrays.</summary>
sealed record ReceiptClaim
{
    internal const string Received = "received";
    internal const string Approved = "approved";
    internal const string Refused = "refused";

    internal static readonly string[] States = [Received, Approved, Refused];

    public Guid ClaimId { get; init; }

    public Guid HouseholdId { get; init; }

    public Guid PointOfSaleId { get; init; }

    public DateOnly BoughtOn { get; init; }

    public long AmountCents { get; init; }

    public string? Lines { get; init; }

    public string State { get; init; } = "";

    public Guid[] LikelyRepeats { get; init; } = [];

    public string ClaimedBy { get; init; } = "";

    public DateTimeOffset ClaimedAt { get; init; }

    public string? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? RefusalReason { get; init; }

    public long? MonaCents { get; init; }

    public string? PaidLines { get; init; }

    internal ClaimAnswer Answer() => new(
        ClaimId, HouseholdId, PointOfSaleId, BoughtOn, AmountCents, Read<BasketLine>(Lines), State,
        LikelyRepeats, ClaimedBy, ClaimedAt, DecidedBy, DecidedAt, RefusalReason, MonaCents,
        Read<PaidLine>(PaidLines));

    internal static IReadOnlyList<T>? Read<T>(string? json) =>
        json is null ? null : JsonSerializer.Deserialize<IReadOnlyList<T>>(json, CaisseJson.Events);

    internal static string? Write<T>(IReadOnlyList<T>? lines) =>
        lines is null ? null : JsonSerializer.Serialize(lines, CaisseJson.Events);

    /// <summary>
    /// Of two claims that are alike the later one is the repeat, until one is approved. A household is not
    /// told of the claims of others: @IsStaff.
    /// </summary>
    internal const string Select =
        """
        select claim_id, household_id, point_of_sale_id, bought_on, amount_cents, lines::text, state,
               claimed_by, claimed_at, decided_by, decided_at, refusal_reason, mona_cents, paid_lines::text,
               array(
                   select other.claim_id from receipt_claim as other
                   where other.caisse_id = claim.caisse_id and other.claim_id <> claim.claim_id
                     and (other.state = 'approved'
                          or (other.state = 'received' and other.claim_id < claim.claim_id))
                     and (other.household_id = claim.household_id or @IsStaff)
                     and (other.file_sha256 = claim.file_sha256
                          or (other.household_id = claim.household_id
                              and other.point_of_sale_id = claim.point_of_sale_id
                              and other.bought_on = claim.bought_on
                              and other.amount_cents = claim.amount_cents))
                   order by other.claim_id limit 20
               ) as likely_repeats
        from receipt_claim as claim
        """;
}
