using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Domain;

/// <summary>What of a purchase is paid back: its MonA share, as far as the wallet goes.</summary>
static class Reimbursement
{
    /// <summary>A plain amount has no categories: all of it can be paid back.</summary>
    internal static (AcceptedPayment? Accepted, Refusal? Refused) Decide(
        long availableCents, long? amountCents, IReadOnlyList<BasketLine>? basket,
        IReadOnlyDictionary<string, int> rates)
    {
        var lines = basket is null ? null : BasketSplit.Of(basket, rates, availableCents);
        var monaCents = lines?.Sum(line => line.MonaCents) ?? Math.Min(amountCents!.Value, availableCents);
        return monaCents > 0
            ? (new AcceptedPayment(
                monaCents, Purchase.TotalCents(amountCents, basket) - monaCents, lines), null)
            : (null, Nothing(availableCents));
    }

    static Refusal Nothing(long availableCents) => availableCents > 0
        ? TillPayment.No(
            "nothing-in-mona", "nothing of this can be paid in MonA",
            "rien de tout cela n'est payable en MonA")
        : TillPayment.No(
            "insufficient-balance", "balance 0.00: nothing can be paid back",
            "solde 0,00 : rien ne peut être remboursé").With("balanceCents", 0L);
}
