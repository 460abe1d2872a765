using Caisse.ServiceDefaults;
using Caisse.Wallet.HandlingCards;
using Npgsql;

namespace Caisse.Wallet.Paying;

/// <summary>
/// Runs batches of one caisse's payments: one round trip takes the ledger's lock and reads what they look at,
/// each is decided in order in memory, one round trip writes them and commits.
/// </summary>
sealed class PaymentBatches(
    KnownCaisse caisse, [FromKeyedServices(PaymentWriter.Connections)] NpgsqlDataSource source, Pins pins,
    ActorNumbers actors, OutboxSignal outbox)
{
    PaymentFacts facts = PaymentFacts.Unread;

    internal async Task<IReadOnlyList<Answer<PayPointOfSale.PayAnswer>>> RunAsync(
        IReadOnlyList<WaitingPayment> waiting)
    {
        using var trace = BatchTrace.Begin(waiting);
        await using var connection = await source.OpenConnectionAsync();
        try
        {
            var read = await new PaymentReads(caisse, waiting, facts).RunAsync(connection);
            var decided = DecidedBatch.Of(
                caisse, waiting, read.Book, read.AnswersBefore, new DecidePayment(caisse, read.Facts, pins));
            await new PaymentWrites(caisse.CaisseId, decided, actors).RunAsync(connection);
            facts = read.Facts;
            outbox.Wake();
            return decided.Answers;
        }
        catch (Exception exception)
        {
            trace?.Fail(exception);
            // Its transaction may still be open and hold the ledger's lock, and of its prepared statements
            // nobody knows which the server has seen: no one may get this connection again.
            source.Clear();
            throw;
        }
    }
}
