using System.Collections.Immutable;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>A line of a basket: its price, and how many percent of it may be paid in MonA.</summary>
sealed record ModelLine(long PriceCents, int Percent);

/// <summary>A payment in the model.</summary>
/// <param name="State">authorised, captured, voided or expired.</param>
/// <param name="MonaCents">What it holds or moved.</param>
/// <param name="Lines">MonA and euros by line; empty for a plain amount.</param>
/// <param name="RefundedCents">What went back, by line and otherwise.</param>
/// <param name="Returned">Lines that went back.</param>
sealed record ModelPayment(
    string State, long MonaCents, ImmutableList<(long Mona, long Euros)> Lines, long RefundedCents,
    ImmutableHashSet<int> Returned);

/// <summary>
/// One wallet and one point of sale, told again in the simplest words, with what the last request must be
/// answered.
/// </summary>
sealed record HoldsModel(
    long BalanceCents, long ShopCents, long OwedCents, ImmutableList<ModelPayment> Payments,
    ImmutableList<string> Expected)
{
    internal static HoldsModel With(long balanceCents) => new(balanceCents, 0, 0, [], []);

    internal long HeldCents =>
        Payments.Where(payment => payment.State == "authorised").Sum(payment => payment.MonaCents);

    internal HoldsModel Pay(long? amountCents, IReadOnlyList<ModelLine> basket, bool isCaptured)
    {
        var available = BalanceCents - HeldCents;
        var wanted = basket.Select(line => line.PriceCents * line.Percent / 100).ToList();
        var mona = amountCents ?? Math.Min(available, wanted.Sum());
        if (mona == 0 || mona > available)
        {
            return Refusing(mona == 0 && available > 0 ? "nothing-in-mona:" : "insufficient-balance:");
        }
        var lines = Split(mona, wanted).Zip(basket, (share, line) => (share, line.PriceCents - share))
            .ToImmutableList();
        var state = isCaptured ? "captured" : "authorised";
        var paid = this with
        {
            Payments = Payments.Add(new(state, mona, lines, 0, [])),
            BalanceCents = BalanceCents - (isCaptured ? mona : 0),
            ShopCents = ShopCents + (isCaptured ? mona : 0),
        };
        return paid.Expecting([$"state={state}", $"monaCents={mona}", .. paid.WalletTold, .. Told(lines)]);
    }

    internal HoldsModel Capture(int place, long? amountCents)
    {
        var payment = Payments[place];
        var mona = amountCents ?? payment.MonaCents;
        if (payment.State != "authorised")
        {
            return Refusing(Ended(payment));
        }
        if (mona > payment.MonaCents)
        {
            return Refusing("capture-above-authorisation:");
        }
        var lines = Split(mona, [.. payment.Lines.Select(line => line.Mona)])
            .Zip(payment.Lines, (share, line) => (share, line.Euros)).ToImmutableList();
        var captured = With(place, payment with { State = "captured", MonaCents = mona, Lines = lines }) with
        {
            BalanceCents = BalanceCents - mona,
            ShopCents = ShopCents + mona,
        };
        return captured.Expecting(
            ["state=captured", $"monaCents={mona}", .. captured.WalletTold, .. Told(lines)]);
    }

    internal HoldsModel Void(int place)
    {
        var voided = With(place, Payments[place] with { State = "voided" });
        return Payments[place].State == "authorised"
            ? voided.Expecting(["state=voided", .. voided.WalletTold])
            : Refusing(Ended(Payments[place]));
    }

    internal HoldsModel Expire(int place) =>
        With(place, Payments[place] with { State = "expired" }).Expecting([]);

    internal HoldsModel Refund(int place, long? amountCents)
    {
        var payment = Payments[place];
        var left = payment.MonaCents - payment.RefundedCents;
        return payment.State != "captured" ? Refusing("payment-not-captured:")
            : amountCents is null ? GiveAllBack(place, payment, left)
            : amountCents > left ? Refusing("refund-above-payment:")
            : GiveBack(place, payment, amountCents.Value, 0);
    }

    HoldsModel GiveAllBack(int place, ModelPayment payment, long left)
    {
        var all = Enumerable.Range(0, payment.Lines.Count).ToList();
        var euros = all.Except(payment.Returned).Sum(line => payment.Lines[line].Euros);
        return left == 0 && euros == 0
            ? Refusing("refund-above-payment:")
            : GiveBack(place, payment with { Returned = [.. all] }, left, euros);
    }

    internal HoldsModel Return(int place, IReadOnlyList<int> lines)
    {
        var payment = Payments[place];
        if (payment.State != "captured" || payment.Lines.IsEmpty || lines.Max() >= payment.Lines.Count
            || lines.Any(payment.Returned.Contains))
        {
            return Refusing(
                payment.State != "captured" ? "payment-not-captured:"
                : payment.Lines.IsEmpty ? "payment-without-lines:"
                : lines.Max() >= payment.Lines.Count ? "no-such-line:"
                : "line-already-returned:");
        }
        var mona = lines.Sum(line => payment.Lines[line].Mona);
        return mona > payment.MonaCents - payment.RefundedCents
            ? Refusing("refund-above-payment:")
            : GiveBack(
                place, payment with { Returned = payment.Returned.Union(lines) }, mona,
                lines.Sum(line => payment.Lines[line].Euros));
    }

    /// <summary>Reimburses the point of sale for what it has, less what it owes.</summary>
    internal HoldsModel Settle() =>
        (this with { OwedCents = Math.Max(0, OwedCents - ShopCents), ShopCents = 0 }).Expecting([]);

    HoldsModel GiveBack(int place, ModelPayment payment, long mona, long euros)
    {
        var fromShop = Math.Min(mona, ShopCents);
        var refunded = payment.RefundedCents + mona;
        return (With(place, payment with { RefundedCents = refunded }) with
        {
            BalanceCents = BalanceCents + mona,
            ShopCents = ShopCents - fromShop,
            OwedCents = OwedCents + mona - fromShop,
        }).Expecting(
            [$"monaCents={mona}", $"eurosCents={euros}", $"refundedCents={refunded}",
                $"balanceCents={BalanceCents + mona}", $"fromNextSettlementCents={mona - fromShop}"]);
    }

    IEnumerable<string> WalletTold =>
        [$"balanceCents={BalanceCents}", $"availableCents={BalanceCents - HeldCents}"];

    static IEnumerable<string> Told(IEnumerable<(long Mona, long Euros)> lines) =>
        lines.Select(line => $"{line.Mona}+{line.Euros}");

    static string Ended(ModelPayment payment) => payment.State switch
    {
        "captured" => "payment-captured:",
        "voided" => "payment-voided:",
        _ => "authorisation-expired:",
    };

    HoldsModel With(int place, ModelPayment payment) =>
        this with { Payments = Payments.SetItem(place, payment) };

    HoldsModel Expecting(ImmutableList<string> expected) => this with { Expected = expected };

    HoldsModel Refusing(string type) => Expecting([type]);

    /// <summary>By largest remainder: in proportion, then a cent each to those who lost most.</summary>
    static List<long> Split(long cents, List<long> weights)
    {
        var total = Math.Max(1, weights.Sum());
        var shares = weights.ConvertAll(weight => cents * weight / total);
        foreach (var place in Enumerable.Range(0, weights.Count)
            .OrderByDescending(place => cents * weights[place] % total).ThenBy(place => place)
            .Take(weights.Count == 0 ? 0 : (int)(cents - shares.Sum())).ToList())
        {
            shares[place]++;
        }
        return shares;
    }
}
