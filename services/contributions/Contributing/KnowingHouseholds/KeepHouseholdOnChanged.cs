using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.KnowingHouseholds;

/// <summary>Keeps how many persons a household counts, which decides its minimum contribution.</summary>
[Consumer("KeepHouseholdOnChanged")]
sealed class KeepHouseholdOnChanged : IHandle<HouseholdChanged>
{
    public Task HandleAsync(HouseholdChanged changed, Work work, CancellationToken cancel) =>
        work.ExecuteAsync(
            UpsertHousehold,
            new
            {
                work.Caisse,
                changed.HouseholdId,
                MemberIds = changed.MemberIds.ToArray(),
                changed.Version,
            });

    const string UpsertHousehold =
        """
        insert into household (caisse_id, household_id, member_ids, composition_version)
        values (@Caisse, @HouseholdId, @MemberIds, @Version)
        on conflict (caisse_id, household_id) do update set
            member_ids = excluded.member_ids, composition_version = excluded.composition_version
        where excluded.composition_version > household.composition_version
        """;
}
