using Caisse.Contracts.Governance.Effects;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.HandlingCards;

namespace Caisse.Wallet.Paying;

/// <summary>A payment, decided: accepted with what it moves or holds, or refused.</summary>
/// <param name="Refused">Why not, or null.</param>
/// <param name="HouseholdId">Whose wallet.</param>
/// <param name="CardId">By which card, or null.</param>
/// <param name="Accepted">What is paid; null when refused.</param>
/// <param name="Movement">What moves; null when refused or only held.</param>
/// <param name="Wallet">The wallet afterwards; null when refused.</param>
/// <param name="HeldUntil">Until when an authorisation holds; null otherwise.</param>
sealed record PaymentDecision(
    Refusal? Refused, Guid HouseholdId = default, Guid? CardId = null, AcceptedPayment? Accepted = null,
    Movement? Movement = null, AccountState? Wallet = null, DateTimeOffset? HeldUntil = null);

/// <summary>
/// Decides payments one after the other on what the batch has read, and notes in it what each changes. No
/// database and no clock: the same book, facts and orders always give the same answers.
/// </summary>
sealed class DecidePayment(KnownCaisse caisse, PaymentFacts facts, Pins pins)
{
    static readonly TimeSpan HoldsAsLongAsNotDecided = TimeSpan.FromDays(7);

    /// <summary>Decides one payment.</summary>
    internal PaymentDecision Decide(PayOrder order, TillBook book)
    {
        var day = caisse.DayOf(order.At);
        if (!book.Accounts.TryGetValue(order.PointOfSaleId, out var shop)
            || shop.Kind != AccountState.PointOfSale)
        {
            return new(Refusal.NotFound("point of sale", order.PointOfSaleId));
        }
        if (TillPayment.RefuseStanding(facts.StandingOf(order.PointOfSaleId, day), day, order.Basket)
            is { } standing)
        {
            return new(standing);
        }
        var rules = facts.RulesOn(day);
        var (householdId, cardId, refused) = order.Card is { } token
            ? CheckCard(order, token, rules, book)
            : CheckSession(order, book);
        return refused is not null ? new(refused)
            : RefuseWallet(book.Households[householdId], day) is { } closed ? new(closed)
            : Pay(order, book, householdId, cardId, rules);
    }

    (Guid HouseholdId, Guid? CardId, Refusal? Refused) CheckCard(
        PayOrder order, string token, SetPaymentRules rules, TillBook book)
    {
        if (!book.Cards.TryGetValue(token, out var card))
        {
            var unknown = Refusal.Unprocessable("card-unknown", "this card was not issued by this fund");
            return (default, null, unknown with
            {
                DetailInFrench = "cette carte n'a pas été émise par cette caisse",
            });
        }
        var pinIsRight = order.Pin is null || card.PinHash is null
            ? (bool?)null
            : pins.IsRight(card.CardId, order.Pin, card.PinHash);
        var isPinNeeded = order.PriceCents > (rules.PinAboveCents ?? 0);
        var check = CardCheck.Decide(card.State, pinIsRight, isPinNeeded, order.At, caisse.LocalTimeOf);
        // Wrong PINs count even though the payment is refused.
        book.Cards[token] = card with
        {
            State = card.State with { WrongPins = check.WrongPins, PinLockedUntil = check.PinLockedUntil },
        };
        return (card.HouseholdId, card.CardId, check.Refused);
    }

    static (Guid HouseholdId, Guid? CardId, Refusal? Refused) CheckSession(PayOrder order, TillBook book)
    {
        var householdId = order.HouseholdId!.Value;
        return book.Households.TryGetValue(householdId, out var household)
            && order.MemberId is { } member && household.MemberIds.Contains(member)
                ? (householdId, null, null)
                : (default, null, new Refusal(
                    StatusCodes.Status403Forbidden, "not-your-wallet",
                    "This is not your household's wallet."));
    }

    Refusal? RefuseWallet(PayingHousehold household, DateOnly day)
    {
        if (household.State != "suspended")
        {
            return null;
        }
        var since = caisse.DayOf(household.StateSince!.Value);
        return TillPayment.No(
            "wallet-suspended",
            $"wallet suspended since {since:yyyy-MM-dd}: {household.StateReason}",
            $"porte-monnaie suspendu depuis le {since:dd/MM/yyyy} : {household.StateReason}")
            .With("since", since);
    }

    PaymentDecision Pay(
        PayOrder order, TillBook book, Guid householdId, Guid? cardId, SetPaymentRules rules)
    {
        var wallet = book.Accounts[householdId];
        var spent = SpendingLimit.Counts(rules) ? SpentSoFar(order, householdId, book) : default;
        var limit = SpendingLimit.Tightest(rules, spent);
        if (limit is not null && order.AmountCents is { } wanted && wanted <= wallet.AvailableCents
            && wanted > limit.LeftCents)
        {
            return new(limit.Refuse(wanted));
        }
        var payable = Math.Min(wallet.AvailableCents, limit?.LeftCents ?? long.MaxValue);
        var (accepted, refused) = TillPayment.Decide(
            order.AmountCents is null ? payable : wallet.AvailableCents, order.AmountCents, order.Basket,
            facts.RatesOn(caisse.DayOf(order.At)));
        if (accepted is null)
        {
            return new(limit?.LeftCents == 0 && order.Basket is not null && wallet.AvailableCents > 0
                ? limit.Refuse(order.PriceCents)
                : refused!);
        }
        return Note(order, book, householdId, cardId, accepted, rules);
    }

    static PaymentDecision Note(
        PayOrder order, TillBook book, Guid householdId, Guid? cardId, AcceptedPayment accepted,
        SetPaymentRules rules)
    {
        var wallet = book.Accounts[householdId];
        book.JustPaid.Add(new(householdId, order.PointOfSaleId, order.At, accepted.MonaCents));
        if (!order.IsCaptured)
        {
            var holding = wallet.Hold(accepted.MonaCents);
            book.Accounts[householdId] = holding;
            var holds = rules.HoldMinutes is { } minutes
                ? TimeSpan.FromMinutes(minutes)
                : HoldsAsLongAsNotDecided;
            return new(null, householdId, cardId, accepted, null, holding, order.At + holds);
        }
        var movement = Movement.Decide(wallet, book.Accounts[order.PointOfSaleId], accepted.MonaCents)!;
        book.Accounts[householdId] = movement.Debit;
        book.Accounts[order.PointOfSaleId] = movement.Credit;
        return new(null, householdId, cardId, accepted, movement, movement.Debit);
    }

    Spent SpentSoFar(PayOrder order, Guid householdId, TillBook book)
    {
        var day = caisse.DayOf(order.At);
        return book.JustPaid.Where(paid => paid.HouseholdId == householdId)
            .Select(paid => (Day: caisse.DayOf(paid.At), paid.PointOfSaleId, paid.MonaCents))
            .Aggregate(
                book.Spent.GetValueOrDefault(order.PaymentId),
                (spent, paid) => spent + new Spent(
                    paid.Day == day ? paid.MonaCents : 0,
                    (paid.Day.Year, paid.Day.Month) == (day.Year, day.Month) ? paid.MonaCents : 0,
                    paid.Day == day && paid.PointOfSaleId == order.PointOfSaleId ? paid.MonaCents : 0));
    }
}
