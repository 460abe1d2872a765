using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Domain;

/// <summary>What can still be given back of a payment.</summary>
/// <param name="MonaCents">What was paid in MonA.</param>
/// <param name="EurosCents">What the till asked for beside it.</param>
/// <param name="RefundedCents">What went back already, of the MonA.</param>
/// <param name="Lines">Its basket as it was paid; null for a plain amount.</param>
/// <param name="ReturnedLines">Positions of the lines that were returned, from 0.</param>
sealed record Refundable(
    long MonaCents, long EurosCents, long RefundedCents, IReadOnlyList<PaidLine>? Lines,
    IReadOnlyList<int> ReturnedLines)
{
    internal long LeftCents => MonaCents - RefundedCents;
}

/// <summary>A refund, decided.</summary>
/// <param name="MonaCents">What goes back to the wallet.</param>
/// <param name="EurosCents">What the till gives back in euros.</param>
/// <param name="ReturnedLines">Positions of the lines that are returned with it, from 0.</param>
sealed record DecidedRefund(long MonaCents, long EurosCents, IReadOnlyList<int> ReturnedLines);

/// <summary>Decides refunds: whole, of an amount, or of lines of the basket.</summary>
static class RefundSplit
{
    /// <summary>Decides one.</summary>
    /// <param name="payment">The payment.</param>
    /// <param name="amountCents">An amount of MonA; null: the rest, or by line.</param>
    /// <param name="lines">Positions of the lines returned, from 0; null: not by line.</param>
    internal static (DecidedRefund? Refund, Refusal? Refused) Decide(
        Refundable payment, long? amountCents, IReadOnlyList<int>? lines) =>
        lines is not null ? ByLine(payment, lines)
        : amountCents is not { } wanted ? Whole(payment)
        : wanted > payment.LeftCents ? (null, TooMuch(payment))
        : (new DecidedRefund(wanted, 0, []), null);

    /// <summary>
    /// All that is left: the lines not returned yet with their euros; the euros beside a plain amount go back
    /// with the last of its MonA.
    /// </summary>
    static (DecidedRefund? Refund, Refusal? Refused) Whole(Refundable payment)
    {
        var basket = payment.Lines ?? [];
        var lines = Enumerable.Range(0, basket.Count).Except(payment.ReturnedLines).ToList();
        var euros = payment.Lines is null && payment.LeftCents > 0
            ? payment.EurosCents
            : lines.Sum(line => basket[line].EurosCents);
        return payment.LeftCents + euros == 0
            ? (null, TooMuch(payment))
            : (new DecidedRefund(payment.LeftCents, euros, lines), null);
    }

    /// <summary>
    /// A line returned gives back the MonA that were attributed to it, and the euros that were asked for it.
    /// </summary>
    static (DecidedRefund? Refund, Refusal? Refused) ByLine(Refundable payment, IReadOnlyList<int> lines)
    {
        if (payment.Lines is not { } basket)
        {
            return (null, TillPayment.No(
                "payment-without-lines", "paid as one amount: give back an amount",
                "payé en un seul montant : rembourser un montant"));
        }
        if (lines.FirstOrDefault(line => line >= basket.Count, -1) is var unknown and >= 0)
        {
            return (null, Refusal.Unprocessable(
                "no-such-line",
                $"The basket has {basket.Count} lines, numbered from 0: there is no {unknown}."));
        }
        if (lines.FirstOrDefault(payment.ReturnedLines.Contains, -1) is var twice and >= 0)
        {
            return (null, TillPayment.No(
                "line-already-returned", $"line {twice} was returned already",
                $"la ligne {twice} a déjà été rendue").With("line", twice));
        }
        var mona = lines.Sum(line => basket[line].MonaCents);
        return mona > payment.LeftCents
            ? (null, TooMuch(payment))
            : (new DecidedRefund(mona, lines.Sum(line => basket[line].EurosCents), lines), null);
    }

    static Refusal TooMuch(Refundable payment) => TillPayment.No(
        "refund-above-payment",
        $"of {Cents.Text(payment.MonaCents)} MonA, {Cents.Text(payment.LeftCents)} can still be given back",
        $"sur {Cents.FrenchText(payment.MonaCents)} MonA, {Cents.FrenchText(payment.LeftCents)} peuvent "
        + "encore être rendus")
        .With("refundableCents", payment.LeftCents);
}
