using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Domain;

/// <summary>Where a point of sale stands on a day.</summary>
/// <param name="State">accredited, suspended or ended; null when no decision has accredited it yet.</param>
/// <param name="Since">First day of that state.</param>
/// <param name="Until">Last day, or null.</param>
/// <param name="Categories">What it may take MonA for; empty means everything.</param>
sealed record Standing(string? State, DateOnly Since, DateOnly? Until, IReadOnlyList<string> Categories);

/// <summary>A payment that may be posted.</summary>
/// <param name="MonaCents">What leaves the wallet.</param>
/// <param name="EurosCents">What the till asks for beside it.</param>
/// <param name="Lines">The basket line by line; null for a plain amount.</param>
sealed record AcceptedPayment(long MonaCents, long EurosCents, IReadOnlyList<PaidLine>? Lines);

/// <summary>
/// Decides a payment at a till. Every "no" is in words that a cashier can act on, in English and French.
/// </summary>
static class TillPayment
{
    /// <summary>Whether the point of sale may take MonA on a day, for these categories.</summary>
    internal static Refusal? RefuseStanding(
        Standing? standing, DateOnly day, IReadOnlyList<BasketLine>? basket) =>
        standing switch
        {
            null or { State: null } =>
                No("point-of-sale-not-accredited", "not accredited yet", "pas encore conventionné"),
            { State: "suspended" } => No(
                "point-of-sale-suspended", $"suspended since {standing.Since:yyyy-MM-dd}",
                $"suspendu depuis le {standing.Since:dd/MM/yyyy}")
                .With("since", standing.Since),
            { State: "ended" } => No(
                "point-of-sale-not-accredited", $"accreditation ended on {standing.Since:yyyy-MM-dd}",
                $"conventionnement terminé le {standing.Since:dd/MM/yyyy}").With("since", standing.Since),
            { Until: { } until } when until < day => No(
                "point-of-sale-not-accredited", $"accreditation ended after {until:yyyy-MM-dd}",
                $"conventionnement terminé après le {until:dd/MM/yyyy}").With("until", until),
            _ => RefuseCategories(standing.Categories, basket),
        };

    static Refusal? RefuseCategories(IReadOnlyList<string> categories, IReadOnlyList<BasketLine>? basket)
    {
        if (categories.Count == 0)
        {
            return null;
        }
        if (basket is null)
        {
            return No(
                "basket-required",
                $"accredited only for {string.Join(", ", categories)}: send the basket by category",
                $"conventionné seulement pour {string.Join(", ", categories)} : "
                + "envoyer le panier par catégorie")
                .With("categories", categories);
        }
        var refused = basket.Select(line => line.Category).Except(categories).ToList();
        return refused.Count == 0 ? null : No(
            "category-not-accredited", $"not accredited for {string.Join(", ", refused)}",
            $"non conventionné pour {string.Join(", ", refused)}").With("categories", refused);
    }

    /// <summary>
    /// A plain amount is paid in full or refused; a basket is paid as far as rates and wallet go.
    /// </summary>
    internal static (AcceptedPayment? Accepted, Refusal? Refused) Decide(
        long availableCents, long? amountCents, IReadOnlyList<BasketLine>? basket,
        IReadOnlyDictionary<string, int> rates)
    {
        if (basket is null)
        {
            var wanted = amountCents!.Value;
            return wanted <= availableCents
                ? (new AcceptedPayment(wanted, 0, null), null)
                : (null, TooLittle(availableCents, wanted));
        }
        var lines = BasketSplit.Of(basket, rates, availableCents);
        var mona = lines.Sum(line => line.MonaCents);
        return mona > 0
            ? (new AcceptedPayment(mona, lines.Sum(line => line.EurosCents), lines), null)
            : (null, NothingOf(availableCents, basket.Sum(line => line.AmountCents)));
    }

    /// <summary>
    /// A basket is paid as far as the wallet goes: when there is something in it, nothing of the basket can
    /// be paid in MonA at all.
    /// </summary>
    static Refusal NothingOf(long availableCents, long priceCents) => availableCents == 0
        ? TooLittle(availableCents, priceCents)
        : No(
            "nothing-in-mona",
            $"nothing of this can be paid in MonA, ask {Cents.Text(priceCents)} in euros",
            $"rien de tout cela n'est payable en MonA, demander {Cents.FrenchText(priceCents)} en euros")
            .With("eurosCents", priceCents);

    static Refusal TooLittle(long availableCents, long wantedCents)
    {
        var missing = wantedCents - availableCents;
        return No(
            "insufficient-balance",
            $"balance {Cents.Text(availableCents)}, ask {Cents.Text(missing)} in euros",
            $"solde {Cents.FrenchText(availableCents)}, demander {Cents.FrenchText(missing)} en euros")
            .With("balanceCents", availableCents).With("missingCents", missing);
    }

    internal static Refusal No(string type, string detail, string detailInFrench) =>
        Refusal.Conflict(type, detail) with { DetailInFrench = detailInFrench };
}
