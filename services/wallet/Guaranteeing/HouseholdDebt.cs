using Caisse.ServiceDefaults;
using Caisse.Wallet.OpeningWallets;

namespace Caisse.Wallet.Guaranteeing;

/// <summary>What a household owes the guarantee, which paid in its place.</summary>
/// <param name="HouseholdId">The household.</param>
/// <param name="OwedCents">MonA cents.</param>
sealed record HouseholdDebt(Guid HouseholdId, long OwedCents)
{
    /// <summary>What a household owes; 0 when it has never owed anything.</summary>
    internal static Task<long> ReadAsync(Work work, Guid householdId) =>
        work.OneAsync<long>(Read, new { work.Caisse, householdId });

    /// <summary>What of these households owe something, by their ids.</summary>
    internal static Task<IReadOnlyList<HouseholdDebt>> ListAsync(Work work, IEnumerable<Guid> householdIds) =>
        work.ListAsync<HouseholdDebt>(List, new { work.Caisse, Households = householdIds.ToArray() });

    /// <summary>
    /// The debt for what was paid in a household's place: its own, or that of the one it merged into, which
    /// its debts follow. Null when neither owes anything.
    /// </summary>
    internal static async Task<HouseholdDebt?> FindAsync(Work work, Guid householdId) =>
        await work.FindAsync<HouseholdDebt>(
            Find,
            new
            {
                work.Caisse,
                householdId,
                HolderId = await Households.FindHolderAsync(work, householdId),
            });

    /// <summary>It owes more from now on, or less: below zero.</summary>
    internal static Task AddAsync(Work work, Guid householdId, long cents) =>
        work.ExecuteAsync(Add, new { work.Caisse, householdId, cents });

    /// <summary>The household that another merged into owes what that one did; how much it was.</summary>
    internal static async Task<long> CarryAsync(Work work, Guid householdId, Guid intoId)
    {
        var cents = await ReadAsync(work, householdId);
        if (cents > 0)
        {
            await AddAsync(work, intoId, cents);
            await AddAsync(work, householdId, -cents);
        }
        return cents;
    }

    const string Read =
        """
        select coalesce(sum(owed_cents), 0)::bigint from household_debt
        where caisse_id = @Caisse and household_id = @householdId
        """;

    const string List =
        """
        select household_id, owed_cents from household_debt
        where caisse_id = @Caisse and household_id = any(@Households) and owed_cents > 0
        order by household_id
        """;

    const string Find =
        """
        select household_id, owed_cents from household_debt
        where caisse_id = @Caisse and household_id in (@householdId, @HolderId) and owed_cents > 0
        order by owed_cents desc limit 1
        """;

    /// <summary>The row that would be inserted must satisfy the table, so it is looked for first.</summary>
    const string Add =
        """
        with changed as (
            update household_debt set owed_cents = owed_cents + @cents
            where caisse_id = @Caisse and household_id = @householdId
            returning true
        )
        insert into household_debt (caisse_id, household_id, owed_cents)
        select @Caisse, @householdId, @cents where not exists (select from changed)
        """;
}
