using System.ComponentModel.DataAnnotations;
using Caisse.ServiceDefaults;

namespace Caisse.Rules;

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
/// <param name="HoldMinutes">How long an authorisation holds, up to thirty days; null: seven days.</param>
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
    [property: Range(0, Check.LargestAmountCents)] long? LargestPaymentCents = null,
    [property: Range(0, Check.LargestAmountCents)] long? LargestPerDayCents = null,
    [property: Range(0, Check.LargestAmountCents)] long? LargestPerPeriodCents = null,
    [property: Range(0, Check.LargestAmountCents)] long? LargestPerPointOfSaleAndDayCents = null,
    [property: Range(0, Check.LargestAmountCents)] long? PinAboveCents = null,
    [property: Range(1, SetPaymentRules.MaxHoldMinutes)] int? HoldMinutes = null,
    [property: Range(0, Check.LargestAmountCents)] long? OfflineFloorCents = null,
    [property: Range(0, Check.LargestAmountCents)] long? OfflineGuaranteeCents = null,
    [property: Range(1, 100)] int? RecoveryPercent = null,
    [property: Range(0, Check.LargestAmountCents)] long? SecondPersonAboveCents = null)
    : IRule<SetPaymentRules>
{
    /// <summary>Thirty days.</summary>
    public const int MaxHoldMinutes = 30 * 24 * 60;

    /// <inheritdoc />
    public static string Kind => "set_payment_rules";

    /// <inheritdoc />
    public static string Owner => "wallet";

    /// <inheritdoc />
    public static Sentence Title { get; } = new("Payer en magasin", "Paying in a shop");

    /// <inheritdoc />
    public static SetPaymentRules Example { get; } = new(
        LargestPaymentCents: 10_000, PinAboveCents: 3000, HoldMinutes: 120, OfflineFloorCents: 2000,
        OfflineGuaranteeCents: 4000, RecoveryPercent: 50, SecondPersonAboveCents: 5000);

    /// <summary>Until a decision sets rules, nothing is limited and nothing offered.</summary>
    public static SetPaymentRules UntilDecided { get; } = new();

    /// <inheritdoc />
    public IEnumerable<Sentence> InWords()
    {
        (long? Cents, string French, string English)[] amounts =
        [
            (LargestPaymentCents, "Un achat : {0} au plus.", "One purchase: {0} at most."),
            (LargestPerDayCents, "Les achats d'un jour : {0} au plus.",
                "The purchases of a day: {0} at most."),
            (LargestPerPeriodCents, "Les achats d'un mois : {0} au plus.",
                "The purchases of a month: {0} at most."),
            (LargestPerPointOfSaleAndDayCents, "Dans un même lieu et un même jour : {0} au plus.",
                "In one place on one day: {0} at most."),
            (PinAboveCents, "Le code de la carte est demandé au-dessus de {0}.",
                "The card's PIN is asked for above {0}."),
            (OfflineFloorCents, "Sans réseau, au marché par exemple : {0} par foyer, par caisse et par jour.",
                "Without network, at a market for example: {0} per household, till and day."),
            (OfflineGuaranteeCents, "Si le porte-monnaie ne suffit pas, la caisse répond de {0} au plus.",
                "Where the wallet is not enough, the fund answers for up to {0}."),
            (SecondPersonAboveCents,
                "Une aide ou une correction de plus de {0} est validée par deux personnes.",
                "A supplement or correction above {0} is approved by two people."),
        ];
        foreach (var (cents, french, english) in amounts)
        {
            if (cents is { } amount)
            {
                yield return Sentence.With(french, english, Money.Mona(amount));
            }
        }
        if (OfflineFloorCents is null)
        {
            yield return new(
                "Sans réseau, on ne peut pas payer en MonA.", "Without network, MonA cannot be used.");
        }
        if (HoldMinutes is { } minutes)
        {
            yield return Sentence.Of(
                $"Un montant réservé par un point de vente est libéré après {minutes} minutes.",
                $"An amount that a point of sale has set aside is released after {minutes} minutes.");
        }
        if (RecoveryPercent is { } percent)
        {
            yield return Sentence.Of(
                $"Ce que la caisse a avancé est repris sur {percent} % des dotations suivantes.",
                $"What the fund advanced is taken back from {percent}% of later allocations.");
        }
    }
}
