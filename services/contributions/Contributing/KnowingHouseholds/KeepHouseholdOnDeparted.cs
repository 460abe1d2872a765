using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.KnowingHouseholds;

/// <summary>Keeps the last period of a household: its pledge is not collected after it.</summary>
[Consumer("KeepHouseholdOnDeparted")]
sealed class KeepHouseholdOnDeparted : IHandle<HouseholdDeparted>
{
    public Task HandleAsync(HouseholdDeparted departed, Work work, CancellationToken cancel) =>
        work.ExecuteAsync(
            UpsertHousehold,
            new { work.Caisse, departed.HouseholdId, departed.LastPeriod, departed.Version });

    const string UpsertHousehold =
        """
        insert into household (caisse_id, household_id, last_period, departure_version)
        values (@Caisse, @HouseholdId, @LastPeriod, @Version)
        on conflict (caisse_id, household_id) do update set
            last_period = excluded.last_period, departure_version = excluded.departure_version
        where excluded.departure_version > household.departure_version
        """;
}
