namespace Caisse.Contracts.Wallet;

/// <summary>
/// Households were warned that MonA of theirs will expire unless they spend it. Each household is warned
/// twice at most of one day: at thirty days or less, and at seven or less.
/// </summary>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="OnDate">The day on which it will expire, the first of a period.</param>
/// <param name="DaysBefore">Which warning this is: 30 or 7.</param>
/// <param name="Households">At most 500 households.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record ExpiryWarned(
    string Caisse, DateOnly OnDate, int DaysBefore, IReadOnlyList<WarnedHousehold> Households,
    DateTimeOffset OccurredAt) : IEvent;
