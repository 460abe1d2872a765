using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.OpeningWallets;

/// <summary>
/// Keeps the last period of a household that leaves: what it has not spent some periods later expires. Its
/// people are told by other events, with versions of their own; this may be the first that is heard of it.
/// </summary>
[Consumer("FollowDepartureOnHouseholdDeparted")]
sealed class FollowDepartureOnHouseholdDeparted : IHandle<HouseholdDeparted>
{
    public Task HandleAsync(HouseholdDeparted happened, Work work, CancellationToken cancel) =>
        work.ExecuteAsync(
            """
            insert into household (caisse_id, household_id, member_ids, version, last_period)
            values (@Caisse, @HouseholdId, '{}', 0, @LastPeriod)
            on conflict (caisse_id, household_id) do update set last_period = excluded.last_period
            """, new { work.Caisse, happened.HouseholdId, happened.LastPeriod });
}
