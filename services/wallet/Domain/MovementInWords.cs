namespace Caisse.Wallet.Domain;

/// <summary>The movements of a household's wallet, as its statement says them.</summary>
static class MovementInWords
{
    /// <summary>A movement in words.</summary>
    /// <param name="kind">One of the kinds of transfers.</param>
    /// <param name="isReceived">Whether the wallet receives it.</param>
    internal static Wording Of(string kind, bool isReceived) => (kind, isReceived) switch
    {
        ("allocation", _) => new("Allocation", "Dotation"),
        ("payment", _) => new("Purchase", "Achat"),
        ("offline_payment", _) => new("Purchase, taken without network", "Achat, pris sans réseau"),
        ("voucher", _) => new("Purchase with a voucher", "Achat avec un bon"),
        ("refund", _) => new("Purchase given back", "Achat remboursé"),
        ("reimbursement", _) => new("Receipt reimbursed in euros", "Ticket remboursé en euros"),
        ("expiry", _) => new("Expired", "Expiration"),
        ("recovery", _) => new("Paid back to the fund", "Rendu à la caisse"),
        ("correction", true) => new("Correction: given", "Correction : ajout"),
        ("correction", false) => new("Correction: taken back", "Correction : reprise"),
        ("split", true) => new("Share of the household you left", "Part du foyer que vous avez quitté"),
        ("split", false) => new(
            "Share of those who left the household", "Part des personnes parties du foyer"),
        ("merge", true) => new(
            "Wallet of the household that joined yours", "Porte-monnaie du foyer qui a rejoint le vôtre"),
        ("merge", false) => new("To the household you joined", "Versé au foyer que vous avez rejoint"),
        _ => (Wording)kind,
    };
}
