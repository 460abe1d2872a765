using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Capturing;

/// <summary>
/// Moves what an authorisation holds, or less of it, to the point of sale; the rest is free again. Whatever
/// has become of the accreditation since, the goods were reserved.
/// </summary>
static class CapturePayment
{
    internal sealed record CaptureRequest(
        [property: Range(1, Check.LargestAmountCents)] long? AmountCents = null);

    internal sealed record CaptureAnswer(
        Guid Id, string State, long MonaCents, long EurosCents, long BalanceCents, long AvailableCents,
        IReadOnlyList<PaidLine>? Lines);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/payments/{paymentId:guid}/capture", HandleAsync)
            .Describe(nameof(CapturePayment), "Capture an authorised payment, wholly or less of it.")
            .Allow(Grants.Till, Grants.Treasurer);

    static async Task<Answer<CaptureAnswer>> HandleAsync(
        Guid paymentId, CaptureRequest request, IdempotencyKey key, Caller caller, Database database,
        KnownCaisse caisse, CaisseMetrics metrics, CancellationToken cancel)
    {
        var check = new Check();
        if (request.AmountCents is { } amountCents)
        {
            check.PositiveCents(amountCents, "amountCents");
        }
        if (check.Problem is { } problem)
        {
            return problem;
        }
        var answer = await key.OnceAsync(
            database, caller, request,
            work => CaptureAsync(work, caller, caisse, paymentId, request.AmountCents), cancel);
        metrics.Paid(caller.Caisse, answer.Value?.MonaCents ?? 0);
        return answer;
    }

    static async Task<Answer<CaptureAnswer>> CaptureAsync(
        Work work, Caller caller, KnownCaisse caisse, Guid paymentId, long? amountCents)
    {
        var (payment, accounts) = await HeldPayment.LockAsync(work, caller, paymentId);
        if (payment is null)
        {
            return Refusal.NotFound("payment", paymentId);
        }
        var ended = Authorisation.RefuseEnd(payment.State, work.Now, caisse.LocalTimeOf);
        var (cents, refused) = ended is not null
            ? (0, ended)
            : Authorisation.Capture(payment.State, amountCents);
        if (refused is not null)
        {
            return refused;
        }
        var wallet = accounts[payment.HouseholdId].Hold(-payment.State.MonaCents);
        var movement = Movement.Decide(wallet, accounts[payment.PointOfSaleId], cents)
            ?? throw new InvalidOperationException($"Payment {paymentId} holds more than the wallet has.");
        await Ledger.PostAsync(
            work, movement, new TransferDetails(paymentId, MovementKind.Payment, cents, paymentId, work.Now));
        var lines = payment.Lines is null ? null : BasketSplit.Captured(payment.Lines, cents);
        await work.ExecuteAsync(NoteCapture, new
        {
            work.Caisse,
            paymentId,
            cents,
            Lines = lines is null ? null : JsonSerializer.Serialize(lines, CaisseJson.Events),
            work.Now,
        });
        await work.PublishAsync(new PaymentsCaptured(
            work.Caisse,
            [
                new CapturedPayment(
                    paymentId, payment.HouseholdId, payment.PointOfSaleId, cents, payment.State.EurosCents,
                    payment.Means, work.Now),
            ], work.Now));
        return new CaptureAnswer(
            paymentId, Authorisation.Captured, cents, payment.State.EurosCents, movement.Debit.BalanceCents,
            movement.Debit.AvailableCents, lines);
    }

    const string NoteCapture =
        """
        update payment set state = 'captured', mona_cents = @cents, lines = @Lines::jsonb, captured_at = @Now
        where caisse_id = @Caisse and payment_id = @paymentId
        """;
}
