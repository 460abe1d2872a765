using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Capturing;

/// <summary>Gives an authorisation up: what it held is free again.</summary>
static class VoidPayment
{
    internal sealed record VoidRequest;

    internal sealed record VoidAnswer(Guid Id, string State, long BalanceCents, long AvailableCents);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/payments/{paymentId:guid}/void", HandleAsync)
            .Describe(nameof(VoidPayment), "Give an authorised payment up.")
            .Allow(Grants.Till, Grants.Treasurer);

    static async Task<Answer<VoidAnswer>> HandleAsync(
        Guid paymentId, VoidRequest request, IdempotencyKey key, Caller caller, Database database,
        KnownCaisse caisse, CancellationToken cancel) =>
        await key.OnceAsync(
            database, caller, request, work => VoidAsync(work, caller, caisse, paymentId), cancel);

    static async Task<Answer<VoidAnswer>> VoidAsync(
        Work work, Caller caller, KnownCaisse caisse, Guid paymentId)
    {
        var (payment, accounts) = await HeldPayment.LockAsync(work, caller, paymentId);
        if (payment is null)
        {
            return Refusal.NotFound("payment", paymentId);
        }
        if (Authorisation.RefuseEnd(payment.State, work.Now, caisse.LocalTimeOf) is { } refused)
        {
            return refused;
        }
        var wallet = accounts[payment.HouseholdId].Hold(-payment.State.MonaCents);
        await Ledger.HoldAsync(work, wallet);
        await work.ExecuteAsync(NoteVoid, new { work.Caisse, paymentId });
        return new VoidAnswer(paymentId, Authorisation.Voided, wallet.BalanceCents, wallet.AvailableCents);
    }

    const string NoteVoid =
        "update payment set state = 'voided' where caisse_id = @Caisse and payment_id = @paymentId";
}
