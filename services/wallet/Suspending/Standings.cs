using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Suspending;

/// <summary>Reads where wallets stand.</summary>
static class Standings
{
    /// <summary>Null when the household has no wallet.</summary>
    internal static Task<WalletStanding?> FindStandingAsync(this Work work, Guid householdId) =>
        work.FindAsync<WalletStanding>(Read, new { work.Caisse, householdId });

    /// <summary>
    /// That each of the households that are suspended now is given nothing, in words that stay: why it is
    /// suspended is with the wallet alone, where it can be forgotten.
    /// </summary>
    internal static async Task<IReadOnlyDictionary<Guid, Wording>> ReadSuspendedAsync(
        Work work, IEnumerable<Guid> householdIds) =>
        (await work.ListAsync<SuspendedRow>(
            ReadSuspended, new { work.Caisse, Ids = householdIds.ToArray() }))
            .ToDictionary(
                row => row.HouseholdId,
                row => WalletStanding.SuspendedInWords(row.SinceDay));

    sealed record SuspendedRow(Guid HouseholdId, DateOnly SinceDay);

    /// <summary>A wallet may be credited before its household's admission is heard.</summary>
    static readonly string Read =
        $"""
        select account.account_id as household_id, coalesce(household.state, 'open') as state,
               household.state_since, household.state_reason, household.last_period
        from account
        left join household
          on household.caisse_id = account.caisse_id and household.household_id = account.account_id
        where account.caisse_id = @Caisse and account.account_id = @householdId
          and account.kind = {AccountKind.Household.Sql}
        """;

    const string ReadSuspended =
        """
        select household_id, (state_since at time zone caisse.time_zone)::date as since_day
        from household join caisse using (caisse_id)
        where caisse_id = @Caisse and household_id = any(@Ids) and state = 'suspended'
        """;
}
