using Caisse.ServiceDefaults;
using Caisse.Wallet.Capturing;
using Caisse.Wallet.Domain;
using Caisse.Wallet.HandlingCards;
using Caisse.Wallet.Paying;
using Caisse.Wallet.Refunding;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>
/// The ledger of one caisse in memory: decides what was asked by the same pure functions, one request after
/// the other, and notes what each would have been answered, moved and shown.
/// </summary>
sealed class ReplayedLedger(KnownCaisse caisse, PaymentFacts facts, Pins pins, TillBook book)
{
    readonly DecidePayment decide = new(caisse, facts, pins);
    readonly Dictionary<Guid, ReplayedPayment> payments = [];
    readonly Dictionary<Guid, long> owed = [];
    readonly ReplayedAccounts accounts = new(book);

    internal Timeline Timeline => accounts.Timeline;

    internal IReadOnlyList<Moved> Movements => accounts.Movements;

    /// <summary>Decides one request; what it should have been answered.</summary>
    /// <param name="call">The request.</param>
    /// <param name="paymentId">The id that a payment was given.</param>
    internal string Decide(Call call, Guid paymentId)
    {
        accounts.Index++;
        return call.Ask switch
        {
            PayAsk pay => Pay(call, pay, paymentId),
            CaptureAsk ask => Found(call, ask.PaymentId, payment => Capture(call, ask, payment)),
            VoidAsk ask => Found(call, ask.PaymentId, payment => Void(call, payment)),
            RefundAsk ask => Found(call, ask.PaymentId, payment => Refund(ask, payment)),
            SettleAsk settle => Settle(settle),
            _ => throw new ArgumentException($"{call.Ask} decides nothing.", nameof(call)),
        };
    }

    string Pay(Call call, PayAsk ask, Guid paymentId)
    {
        var order = new PayOrder(
            paymentId, ask.Shop, null, Convert.ToHexString(Pins.HashToken(ask.Card)), ask.Pin, ask.AmountCents,
            ask.Basket, ask.IsCaptured, "", null, call.At);
        book.JustPaid.Clear();
        book.Spent[paymentId] = SpentBefore(order);
        var decision = decide.Decide(order, book);
        if (decision.Refused is { } refused)
        {
            return Answered.Of(refused);
        }
        var (accepted, wallet) = (decision.Accepted!, decision.Wallet!);
        if (decision.Movement is { } movement)
        {
            accounts.Note("payment", paymentId, movement, accepted.MonaCents);
        }
        accounts.Keep(wallet);
        var state = ask.IsCaptured ? Authorisation.Captured : Authorisation.Authorised;
        Keep(new ReplayedPayment(
            paymentId, decision.Payer!.AccountId, ask.Shop, call.At,
            new(state, accepted.MonaCents, accepted.EurosCents, decision.HeldUntil), accepted.Lines, 0, []));
        return Answered.Of(201, new PayPointOfSale.PayAnswer(
            paymentId, state, accepted.MonaCents, accepted.EurosCents, wallet.BalanceCents,
            wallet.AvailableCents, decision.HeldUntil, accepted.Lines));
    }

    string Found(Call call, Guid paymentId, Func<ReplayedPayment, string> decideOn) =>
        payments.TryGetValue(paymentId, out var payment) && payment.Shop == call.Shop
            ? decideOn(payment)
            : Answered.Of(Refusal.NotFound("payment", paymentId));

    string Capture(Call call, CaptureAsk ask, ReplayedPayment payment)
    {
        var refused = Authorisation.RefuseEnd(payment.State, call.At, caisse.LocalTimeOf);
        var (cents, tooMuch) = refused is null
            ? Authorisation.Capture(payment.State, ask.AmountCents)
            : (0, refused);
        if (tooMuch is not null)
        {
            return Answered.Of(tooMuch);
        }
        var wallet = accounts.Move(
            "payment", payment.PaymentId, Wallet(payment).Hold(-payment.State.MonaCents),
            accounts.Of(payment.Shop), cents).Debit;
        var lines = payment.Lines is null ? null : BasketSplit.Captured(payment.Lines, cents);
        Keep(payment with
        {
            State = payment.State with { State = Authorisation.Captured, MonaCents = cents },
            Lines = lines,
        });
        return Answered.Of(200, new CapturePayment.CaptureAnswer(
            payment.PaymentId, Authorisation.Captured, cents, payment.State.EurosCents, wallet.BalanceCents,
            wallet.AvailableCents, lines));
    }

    string Void(Call call, ReplayedPayment payment)
    {
        if (Authorisation.RefuseEnd(payment.State, call.At, caisse.LocalTimeOf) is { } refused)
        {
            return Answered.Of(refused);
        }
        var wallet = Wallet(payment).Hold(-payment.State.MonaCents);
        accounts.Keep(wallet);
        Keep(payment with { State = payment.State with { State = Authorisation.Voided } });
        return Answered.Of(200, new VoidPayment.VoidAnswer(
            payment.PaymentId, Authorisation.Voided, wallet.BalanceCents, wallet.AvailableCents));
    }

    /// <summary>An authorisation that is too old frees what it held.</summary>
    internal void Expire(Guid paymentId)
    {
        var payment = payments[paymentId];
        accounts.Keep(Wallet(payment).Hold(-payment.State.MonaCents));
        Keep(payment with { State = payment.State with { State = Authorisation.Expired } });
    }

    string Refund(RefundAsk ask, ReplayedPayment payment)
    {
        if (payment.State.State != Authorisation.Captured)
        {
            return Answered.Of(Refusal.Conflict(
                "payment-not-captured", $"the payment is {payment.State.State}: nothing was paid"));
        }
        var (refund, refused) = RefundSplit.Decide(
            new Refundable(
                payment.State.MonaCents, payment.State.EurosCents, payment.RefundedCents, payment.Lines,
                payment.Returned),
            ask.AmountCents, ask.Lines);
        if (refund is null)
        {
            return Answered.Of(refused!);
        }
        var fromShopCents = Math.Min(refund.MonaCents, accounts.Of(payment.Shop).AvailableCents);
        var advancedCents = refund.MonaCents - fromShopCents;
        if (fromShopCents > 0)
        {
            accounts.Move("refund", payment.PaymentId, accounts.Of(payment.Shop), Wallet(payment), fromShopCents);
        }
        if (advancedCents > 0)
        {
            accounts.Move("refund", payment.PaymentId, accounts.Own(AccountKind.Guarantee), Wallet(payment), advancedCents);
            owed[payment.Shop] = owed.GetValueOrDefault(payment.Shop) + advancedCents;
        }
        var refundedCents = payment.RefundedCents + refund.MonaCents;
        Keep(payment with
        {
            RefundedCents = refundedCents,
            Returned = [.. payment.Returned, .. refund.ReturnedLines],
        });
        return Answered.Of(201, new RefundPayment.RefundAnswer(
            Guid.Empty, payment.PaymentId, refund.MonaCents, refund.EurosCents, refundedCents,
            Wallet(payment).BalanceCents, advancedCents, 0));
    }

    /// <summary>Everything that was taken in is reimbursed, after what is owed to the guarantee.</summary>
    string Settle(SettleAsk ask)
    {
        foreach (var shop in book.Accounts.Values
            .Where(account => account.Kind == AccountKind.PointOfSale && account.BalanceCents > 0)
            .OrderBy(account => account.AccountId).ToList())
        {
            var recoveredCents = Math.Min(owed.GetValueOrDefault(shop.AccountId), shop.BalanceCents);
            if (recoveredCents > 0)
            {
                accounts.Move("recovery", ask.SettlementId, shop, accounts.Own(AccountKind.Guarantee), recoveredCents);
                owed[shop.AccountId] -= recoveredCents;
            }
            if (shop.BalanceCents > recoveredCents)
            {
                accounts.Move(
                    "settlement", ask.SettlementId, accounts.Of(shop.AccountId),
                    accounts.Own(AccountKind.Issuance), shop.BalanceCents - recoveredCents);
            }
        }
        return "settled";
    }

    AccountState Wallet(ReplayedPayment payment) => accounts.Of(payment.HouseholdId);

    void Keep(ReplayedPayment payment)
    {
        payments[payment.PaymentId] = payment;
        Timeline.Note("payment", payment.PaymentId, accounts.Index, payment.Read);
    }

    /// <summary>What the household of a card has spent so far, as limits count it.</summary>
    Spent SpentBefore(PayOrder order)
    {
        var day = caisse.DayOf(order.At);
        var household = book.Cards.GetValueOrDefault(order.Card!)?.HouseholdId;
        return payments.Values.Where(payment => payment.HouseholdId == household)
            .Select(payment => (payment, Day: caisse.DayOf(payment.PaidAt)))
            .Where(paid => (paid.Day.Year, paid.Day.Month) == (day.Year, day.Month))
            .Aggregate(default(Spent), (spent, paid) => spent + new Spent(
                paid.Day == day ? paid.payment.SpentCents : 0, paid.payment.SpentCents,
                paid.Day == day && paid.payment.Shop == order.PointOfSaleId ? paid.payment.SpentCents : 0));
    }
}
