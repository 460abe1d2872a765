using Caisse.ServiceDefaults;

namespace Caisse.Wallet.TakingOffline;

/// <summary>What a payment that a till took without network finds of its household.</summary>
/// <param name="OwedCents">What it owes the guarantee.</param>
/// <param name="TakenCents">
/// What this till took of it that day, by whichever of its cards; also what nobody paid in the end.
/// </param>
sealed record HouseholdBefore(long OwedCents, long TakenCents)
{
    internal static readonly HouseholdBefore Nothing = new(0, 0);

    /// <summary>Under the ledger's lock: what is decided at the same time is not overlooked.</summary>
    internal static Task<HouseholdBefore> ReadAsync(
        Work work, KnownCaisse caisse, DateOnly day, Guid tillId, Guid householdId) =>
        work.OneAsync<HouseholdBefore>(Read, new
        {
            work.Caisse, tillId, householdId, From = caisse.StartOf(day),
            Until = caisse.StartOf(day.AddDays(1)),
        });

    const string Read =
        """
        select (
            select coalesce(sum(owed_cents), 0)::bigint from household_debt
            where caisse_id = @Caisse and household_id = @householdId
        ) as owed_cents, (
            select coalesce(sum(amount_cents), 0)::bigint
            from offline_payment join card using (caisse_id, card_id)
            where caisse_id = @Caisse and till_id = @tillId and taken_at >= @From and taken_at < @Until
              and refusal is null and household_id = @householdId
        ) as taken_cents
        """;
}
