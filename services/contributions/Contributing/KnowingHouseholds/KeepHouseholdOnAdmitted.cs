using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.KnowingHouseholds;

/// <summary>Keeps who may contribute, and from which period.</summary>
[Consumer("KeepHouseholdOnAdmitted")]
sealed class KeepHouseholdOnAdmitted : IHandle<HouseholdAdmitted>
{
    public Task HandleAsync(HouseholdAdmitted admitted, Work work, CancellationToken cancel) =>
        work.ExecuteAsync(
            UpsertHousehold, new
            {
                work.Caisse,
                admitted.HouseholdId,
                MemberIds = admitted.MemberIds.ToArray(),
                admitted.FromPeriod,
                admitted.Version,
            });

    // A change or a departure may have been heard before: the first period is kept all the same, newer people
    // stay.
    const string UpsertHousehold =
        """
        insert into household (caisse_id, household_id, member_ids, composition_version, from_period)
        values (@Caisse, @HouseholdId, @MemberIds, @Version, @FromPeriod)
        on conflict (caisse_id, household_id) do update set
            from_period = coalesce(household.from_period, excluded.from_period),
            member_ids = case when excluded.composition_version > household.composition_version
                then excluded.member_ids else household.member_ids end,
            composition_version = greatest(excluded.composition_version, household.composition_version)
        """;
}
