using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.HandlingCards;

namespace Caisse.Wallet.Paying;

/// <summary>Whose wallet a means of payment opens.</summary>
/// <param name="AccountId">The wallet: a household's, or that of vouchers of the fund.</param>
/// <param name="CardId">By which card, or null.</param>
/// <param name="ShownBy">Who showed the code, and so acts; or null.</param>
/// <param name="VoucherCents">The value of the voucher, held there; null without one.</param>
sealed record Payer(Guid AccountId, Guid? CardId = null, string? ShownBy = null, long? VoucherCents = null);

/// <summary>Finds whose wallet a means of payment opens, or why it does not.</summary>
sealed class CheckMeans(KnownCaisse caisse, Pins pins)
{
    /// <summary>The order with what the till asked for, where a session pays a till's request.</summary>
    internal (PayOrder? Order, Refusal? Refused) ReadRequest(PayOrder order, TillBook book)
    {
        if (order.RequestId is not { } requestId)
        {
            return (order, null);
        }
        if (!book.Requests.TryGetValue(requestId, out var asked)
            || asked.PointOfSaleId != order.PointOfSaleId)
        {
            return (null, Refusal.NotFound("payment request", requestId));
        }
        return asked.Request.Refuse(order.At, caisse.LocalTimeOf) is { } refused
            ? (null, refused)
            : (order with { AmountCents = asked.AmountCents, Basket = asked.Basket }, null);
    }

    /// <summary>Whose wallet; wrong PINs are noted in the book even though the payment is refused.</summary>
    internal (Payer? Payer, Refusal? Refused) Check(PayOrder order, SetPaymentRules rules, TillBook book)
    {
        var (payer, refused) =
            order.Card is { } token ? CheckCard(order, token, rules, book)
            : order.Code is { } code ? CheckCode(order, code, book)
            : order.Voucher is { } serial ? CheckVoucher(order, serial, book)
            : CheckSession(order, book);
        return refused is null
            && book.Households.TryGetValue(payer!.AccountId, out var household)
            && RefuseWallet(household) is { } closed
                ? (null, closed)
                : (payer, refused);
    }

    /// <summary>Notes that an accepted payment used up its code, voucher or request.</summary>
    internal static void NoteUse(PayOrder order, TillBook book)
    {
        if (order.Code is { } code)
        {
            var shown = book.Codes[code];
            book.Codes[code] = shown with { Code = shown.Code with { UsedAt = order.At } };
        }
        if (order.Voucher is { } serial)
        {
            var read = book.Vouchers[serial];
            var redeemed = read.Voucher with { State = Voucher.Redeemed, EndedAt = order.At };
            book.Vouchers[serial] = read with { Voucher = redeemed };
        }
        if (order.RequestId is { } requestId)
        {
            var asked = book.Requests[requestId];
            var paid = asked.Request with { State = PaymentRequest.Paid, EndedAt = order.At };
            book.Requests[requestId] = asked with { Request = paid };
        }
    }

    (Payer?, Refusal?) CheckCard(PayOrder order, string token, SetPaymentRules rules, TillBook book)
    {
        if (!book.Cards.TryGetValue(token, out var card))
        {
            return (null, Unknown(
                "card", "this card was not issued by this fund",
                "cette carte n'a pas été émise par cette caisse"));
        }
        var pinIsRight = order.Pin is null || card.PinHash is null
            ? (bool?)null
            : pins.IsRight(card.CardId, order.Pin, card.PinHash);
        var isPinNeeded = order.PriceCents > (rules.PinAboveCents ?? 0);
        var check = CardCheck.Decide(card.State, pinIsRight, isPinNeeded, order.At, caisse.LocalTimeOf);
        book.Cards[token] = card with
        {
            State = card.State with { WrongPins = check.WrongPins, PinLockedUntil = check.PinLockedUntil },
        };
        return (new Payer(card.HouseholdId, card.CardId), check.Refused);
    }

    (Payer?, Refusal?) CheckCode(PayOrder order, string code, TillBook book) =>
        book.Codes.TryGetValue(code, out var shown)
            ? (
                new Payer(shown.HouseholdId, ShownBy: shown.ShownBy),
                shown.Code.Refuse(order.At, caisse.LocalTimeOf))
            : (null, Unknown(
                "code", "this code is not of this fund, or older than a month: ask for a new one",
                "ce code n'est pas de cette caisse, ou date de plus d'un mois : en demander un nouveau"));

    (Payer?, Refusal?) CheckVoucher(PayOrder order, string serial, TillBook book) =>
        book.Vouchers.TryGetValue(serial, out var read)
            ? (
                new Payer(read.AccountId, VoucherCents: read.ValueCents),
                read.Voucher.Refuse(order.At, caisse.LocalTimeOf))
            : (null, Unknown(
                "voucher", "this voucher was not issued by this fund",
                "ce bon n'a pas été émis par cette caisse"));

    static (Payer?, Refusal?) CheckSession(PayOrder order, TillBook book)
    {
        var householdId = order.HouseholdId!.Value;
        return book.Households.TryGetValue(householdId, out var household)
            && order.MemberId is { } person && household.PersonIds.Contains(person)
                ? (new Payer(householdId), null)
                : (null, new Refusal(
                    StatusCodes.Status403Forbidden, "not-your-wallet",
                    "This is not your household's wallet."));
    }

    Refusal? RefuseWallet(PayingHousehold household) => household.State == WalletStanding.Suspended
        ? WalletStanding.Closed(caisse.DayOf(household.StateSince!.Value), household.StateReason!)
        : null;

    static Refusal Unknown(string means, string detail, string detailInFrench) =>
        Refusal.Unprocessable($"{means}-unknown", detail) with { DetailInFrench = detailInFrench };
}
