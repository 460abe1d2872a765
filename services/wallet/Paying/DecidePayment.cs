using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.HandlingCards;

namespace Caisse.Wallet.Paying;

/// <summary>A payment, decided: accepted with what it moves or holds, or refused.</summary>
/// <param name="Refused">Why not, or null.</param>
/// <param name="Payer">Whose wallet; null when refused.</param>
/// <param name="Accepted">What is paid; null when refused.</param>
/// <param name="Movement">What moves; null when refused or only held.</param>
/// <param name="Wallet">The wallet afterwards; null when refused.</param>
/// <param name="HeldUntil">Until when an authorisation holds; null otherwise.</param>
sealed record PaymentDecision(
    Refusal? Refused, Payer? Payer = null, AcceptedPayment? Accepted = null, Movement? Movement = null,
    AccountState? Wallet = null, DateTimeOffset? HeldUntil = null);

/// <summary>
/// Decides payments one after the other on what the batch has read, and notes in it what each changes. No
/// database and no clock: the same book, facts and orders always give the same answers.
/// </summary>
sealed class DecidePayment(KnownCaisse caisse, PaymentFacts facts, Pins pins)
{
    static readonly TimeSpan HoldsAsLongAsNotDecided = TimeSpan.FromDays(7);

    readonly CheckMeans means = new(caisse, pins);

    /// <summary>Decides one payment.</summary>
    internal PaymentDecision Decide(PayOrder ordered, TillBook book)
    {
        var (order, notAsked) = means.ReadRequest(ordered, book);
        if (order is null)
        {
            return new(notAsked);
        }
        var day = caisse.DayOf(order.At);
        if (!book.Accounts.TryGetValue(order.PointOfSaleId, out var shop)
            || shop.Kind != AccountKind.PointOfSale)
        {
            return new(Refusal.NotFound("point of sale", order.PointOfSaleId));
        }
        if (TillPayment.RefuseStanding(facts.StandingOf(order.PointOfSaleId, day), day, order.Basket)
            is { } standing)
        {
            return new(standing);
        }
        var rules = facts.RulesOn(day);
        var (payer, refused) = means.Check(order, rules, book);
        var decision = refused is not null ? new(refused)
            : payer!.VoucherCents is { } valueCents ? Redeem(order, book, payer, valueCents)
            : Pay(order, book, payer, rules);
        if (decision.Accepted is not null)
        {
            CheckMeans.NoteUse(order, book);
        }
        return decision;
    }

    PaymentDecision Redeem(PayOrder order, TillBook book, Payer payer, long valueCents)
    {
        var (accepted, refused) = Voucher.Pay(
            valueCents, order.AmountCents, order.Basket, facts.RatesOn(caisse.DayOf(order.At)));
        if (accepted is null)
        {
            return new(refused);
        }
        var released = book.Accounts[payer.AccountId].Hold(-valueCents);
        return Move(order, book, payer, accepted, released);
    }

    PaymentDecision Pay(PayOrder order, TillBook book, Payer payer, SetPaymentRules rules)
    {
        var wallet = book.Accounts[payer.AccountId];
        var spent = SpendingLimit.Counts(rules) ? SpentSoFar(order, payer.AccountId, book) : default;
        var limit = SpendingLimit.Tightest(rules, spent);
        // Whoever is above both hears of the tighter one: what is left under it can be asked for at once.
        if (limit is not null && order.AmountCents is { } wanted && wanted > limit.LeftCents
            && limit.LeftCents < wallet.AvailableCents)
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
        book.JustPaid.Add(new(payer.AccountId, order.PointOfSaleId, order.At, accepted.MonaCents));
        return order.IsCaptured
            ? Move(order, book, payer, accepted, wallet)
            : Hold(order, book, payer, accepted, wallet.Hold(accepted.MonaCents), rules);
    }

    static PaymentDecision Hold(
        PayOrder order, TillBook book, Payer payer, AcceptedPayment accepted, AccountState holding,
        SetPaymentRules rules)
    {
        book.Accounts[payer.AccountId] = holding;
        var holds = rules.HoldMinutes is { } minutes
            ? TimeSpan.FromMinutes(minutes)
            : HoldsAsLongAsNotDecided;
        return new(null, payer, accepted, null, holding, order.At + holds);
    }

    static PaymentDecision Move(
        PayOrder order, TillBook book, Payer payer, AcceptedPayment accepted, AccountState wallet)
    {
        var movement = Movement.Decide(wallet, book.Accounts[order.PointOfSaleId], accepted.MonaCents)!;
        book.Accounts[payer.AccountId] = movement.Debit;
        book.Accounts[order.PointOfSaleId] = movement.Credit;
        return new(null, payer, accepted, movement, movement.Debit);
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
