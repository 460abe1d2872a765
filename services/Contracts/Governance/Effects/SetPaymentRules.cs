namespace Caisse.Contracts.Governance.Effects;

/// <summary>
/// How households may pay, and what staff may do alone. Everything left out is not limited, not required
/// or not offered, as each parameter says.
/// </summary>
/// <param name="LargestPaymentCents">MonA cents of one payment; null: no limit.</param>
/// <param name="LargestPerDayCents">MonA cents of a household's payments of one day; null: no limit.</param>
/// <param name="LargestPerPeriodCents">
/// MonA cents of a household's payments of one period; null: no limit.
/// </param>
/// <param name="LargestPerPointOfSaleAndDayCents">
/// MonA cents that a household may spend at one point of sale in a day; null: no limit.
/// </param>
/// <param name="PinAboveCents">
/// MonA cents up to which a card with a PIN pays without it; null: the PIN is always asked for.
/// </param>
/// <param name="HoldMinutes">How long an authorisation holds; null: seven days.</param>
/// <param name="OfflineFloorCents">
/// MonA cents that each till may take from one household in a day without network, since none knows what
/// others take; null: tills take nothing offline.
/// </param>
/// <param name="OfflineGuaranteeCents">
/// MonA cents of one household's shortfall that the fund answers for at any time; null: none.
/// </param>
/// <param name="RecoveryPercent">
/// Percent of a household's next allocations that pays back what the fund answered for; null: all of it.
/// </param>
/// <param name="SecondPersonAboveCents">
/// MonA cents above which a supplement or correction needs a second person; null: every one does.
/// </param>
public sealed record SetPaymentRules(
    long? LargestPaymentCents = null, long? LargestPerDayCents = null, long? LargestPerPeriodCents = null,
    long? LargestPerPointOfSaleAndDayCents = null, long? PinAboveCents = null, int? HoldMinutes = null,
    long? OfflineFloorCents = null, long? OfflineGuaranteeCents = null, int? RecoveryPercent = null,
    long? SecondPersonAboveCents = null);
