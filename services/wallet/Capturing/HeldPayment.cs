using System.Text.Json;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Capturing;

/// <summary>A payment found under the ledger's lock, for whoever ends its authorisation.</summary>
/// <param name="HouseholdId">Whose wallet.</param>
/// <param name="PointOfSaleId">Who is paid.</param>
/// <param name="Means">How it is paid.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Lines">Its basket as it was authorised; null for a plain amount.</param>
sealed record HeldPayment(
    Guid HouseholdId, Guid PointOfSaleId, string Means, PaymentState State, IReadOnlyList<PaidLine>? Lines)
{
    /// <summary>
    /// Locks the ledger and finds the payment; null when there is none, or none of the caller's point of
    /// sale.
    /// </summary>
    internal static async Task<(HeldPayment? Payment, IReadOnlyDictionary<Guid, AccountState> Accounts)>
        LockAsync(Work work, Caller caller, Guid paymentId)
    {
        await Ledger.LockAsync(work);
        var row = await work.FindAsync<PaymentRow>(Find, new { work.Caisse, paymentId });
        return row is null || (row.PointOfSaleId != caller.PointOfSaleId && !caller.Has(Grants.Treasurer))
            ? (null, new Dictionary<Guid, AccountState>())
            : (
                new HeldPayment(
                    row.HouseholdId, row.PointOfSaleId, row.Means,
                    new PaymentState(row.State, row.MonaCents, row.EurosCents, row.HeldUntil),
                    row.Lines is null
                        ? null
                        : JsonSerializer.Deserialize<IReadOnlyList<PaidLine>>(row.Lines, CaisseJson.Events)),
                await Ledger.LockAsync(work, row.HouseholdId, row.PointOfSaleId));
    }

    sealed record PaymentRow(
        Guid HouseholdId, Guid PointOfSaleId, string Means, string State, long MonaCents, long EurosCents,
        DateTimeOffset? HeldUntil, string? Lines);

    const string Find =
        """
        select household_id, point_of_sale_id, means, state, mona_cents, euros_cents, held_until, lines::text
        from payment where caisse_id = @Caisse and payment_id = @paymentId
        """;
}
