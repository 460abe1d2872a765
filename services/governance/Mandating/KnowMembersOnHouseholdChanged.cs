using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Governance.Mandating;

/// <summary>Keeps the ids of people who joined a household later.</summary>
[Consumer("KnowMembersOnHouseholdChanged")]
sealed class KnowMembersOnHouseholdChanged : IHandle<HouseholdChanged>
{
    public Task HandleAsync(HouseholdChanged happened, Work work, CancellationToken cancel) =>
        KnowMembersOnHouseholdAdmitted.KnowAsync(work, happened.MemberIds);
}
