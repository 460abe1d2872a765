using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.OpeningWallets;

/// <summary>Keeps who may see and spend for a household beside its own people.</summary>
[Consumer("FollowDelegatesOnHouseholdDelegatesChanged")]
sealed class FollowDelegatesOnHouseholdDelegatesChanged : IHandle<HouseholdDelegatesChanged>
{
    public Task HandleAsync(HouseholdDelegatesChanged happened, Work work, CancellationToken cancel) =>
        Households.FollowDelegatesAsync(
            work, happened.HouseholdId, happened.DelegateIds, happened.Version);
}
