using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.HandlingCards;
using Npgsql;

namespace Caisse.Wallet.Paying;

/// <summary>
/// Payments of one caisse that are decided and written together: one round trip takes the ledger's lock and
/// reads what they look at, each is decided in order in memory, one round trip writes them and commits.
/// </summary>
sealed class PaymentBatch(
    KnownCaisse caisse, IReadOnlyList<WaitingPayment> waiting, PaymentFacts knownFacts, Pins pins,
    ActorNumbers actors)
{
    /// <summary>The facts that were in force when it was decided.</summary>
    internal PaymentFacts Facts { get; private set; } = knownFacts;

    /// <summary>Decides and writes; the answers, in order, are true once this returns.</summary>
    internal async Task<IReadOnlyList<Answer<PayPointOfSale.PayAnswer>>> RunAsync(NpgsqlConnection connection)
    {
        var read = await new PaymentReads(caisse, waiting, Facts).RunAsync(connection);
        var (book, answersBefore) = (read.Book, read.AnswersBefore);
        Facts = read.Facts;
        var cardsBefore = new Dictionary<string, PayingCard>(book.Cards);
        var accountsBefore = new Dictionary<Guid, AccountState>(book.Accounts);
        var decide = new DecidePayment(caisse, Facts, pins);
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
            var answer = AnswerOf(one.Order, decision);
            var kept = one.Request.Keep(answer);
            answersBefore[(one.Request.Caller, one.Request.Key)] =
                new(one.Request.Operation, one.Request.Hash, kept);
            answers.Add(new() { Value = answer.Value, Refusal = answer.Refusal, Kept = kept });
            written.Add(new(one, decision, kept));
        }
        await new PaymentWrites(caisse.CaisseId, written, actors).RunAsync(
            connection,
            [.. book.Accounts.Values.Where(account => account != accountsBefore[account.AccountId])],
            [.. book.Cards.Where(card => card.Value != cardsBefore[card.Key]).Select(card => card.Value)]);
        return answers;
    }

    Answer<PayPointOfSale.PayAnswer> AnswerOf(PayOrder order, PaymentDecision decision) =>
        decision.Refused is { } refused ? refused : new Answer<PayPointOfSale.PayAnswer>
        {
            Value = new(
                order.PaymentId, order.IsCaptured ? "captured" : "authorised", decision.Accepted!.MonaCents,
                decision.Accepted.EurosCents, decision.Wallet!.BalanceCents, decision.Wallet.AvailableCents,
                decision.HeldUntil, decision.Accepted.Lines),
            Location = $"/v1/caisses/{caisse.CaisseId}/payments/{order.PaymentId}",
        };
}
