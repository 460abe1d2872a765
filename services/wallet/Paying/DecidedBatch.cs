using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Paying;

/// <summary>A payment that was decided in this batch, with the answer that is kept for it.</summary>
sealed record WrittenPayment(WaitingPayment Waiting, PaymentDecision Decision, KeptAnswer Kept)
{
    internal PayOrder Order => Waiting.Order;

    /// <summary>Whose wallet an accepted one opens.</summary>
    internal Payer Payer => Decision.Payer!;

    /// <summary>Who acts: whoever showed the code, and otherwise whoever asks.</summary>
    internal string Actor => Decision.Payer?.ShownBy ?? Order.Actor;
}

/// <summary>Payments that were decided together, in the order in which they came.</summary>
/// <param name="Answers">For each payment, true once the rest is written.</param>
/// <param name="Written">The payments that were decided now, and not before.</param>
/// <param name="Accounts">The accounts that they change.</param>
/// <param name="Cards">The cards that they change.</param>
sealed record DecidedBatch(
    IReadOnlyList<Answer<PayPointOfSale.PayAnswer>> Answers, IReadOnlyList<WrittenPayment> Written,
    IReadOnlyList<AccountState> Accounts, IReadOnlyList<PayingCard> Cards)
{
    /// <summary>
    /// Decides each payment in order. A key that was used before, also earlier in this batch, gets the first
    /// answer.
    /// </summary>
    internal static DecidedBatch Of(
        KnownCaisse caisse, IReadOnlyList<WaitingPayment> waiting, TillBook book,
        Dictionary<(string Caller, string Key), KeptUnderKey> answersBefore, DecidePayment decide)
    {
        var cardsBefore = new Dictionary<string, PayingCard>(book.Cards);
        var accountsBefore = new Dictionary<Guid, AccountState>(book.Accounts);
        var answers = new List<Answer<PayPointOfSale.PayAnswer>>(waiting.Count);
        var written = new List<WrittenPayment>(waiting.Count);
        foreach (var one in waiting)
        {
            if (answersBefore.TryGetValue((one.Request.Caller, one.Request.Key), out var before))
            {
                answers.Add(one.Request.Repeat<PayPointOfSale.PayAnswer>(
                    before.Operation, before.Hash, before.Answer));
                continue;
            }
            var decision = decide.Decide(one.Order, book);
            var answer = AnswerOf(caisse, one.Order, decision);
            var kept = one.Request.Keep(answer);
            answersBefore[(one.Request.Caller, one.Request.Key)] =
                new(one.Request.Operation, one.Request.Hash, kept);
            answers.Add(new() { Value = answer.Value, Refusal = answer.Refusal, Kept = kept });
            written.Add(new(one, decision, kept));
        }
        return new(
            answers, written,
            [.. book.Accounts.Values.Where(account => account != accountsBefore[account.AccountId])],
            [.. book.Cards.Where(card => card.Value != cardsBefore[card.Key]).Select(card => card.Value)]);
    }

    static Answer<PayPointOfSale.PayAnswer> AnswerOf(
        KnownCaisse caisse, PayOrder order, PaymentDecision decision) =>
        decision.Refused is { } refused ? refused : new Answer<PayPointOfSale.PayAnswer>
        {
            Value = new(
                order.PaymentId, order.IsCaptured ? "captured" : "authorised", decision.Accepted!.MonaCents,
                decision.Accepted.EurosCents, decision.Wallet!.BalanceCents, decision.Wallet.AvailableCents,
                decision.HeldUntil, decision.Accepted.Lines),
            Location = $"/v1/caisses/{caisse.CaisseId}/payments/{order.PaymentId}",
        };
}
