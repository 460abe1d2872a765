using Caisse.Contracts.Membership;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.OpeningWallets;

/// <summary>Opens a household's wallet when it joins the fund.</summary>
[Consumer("OpenWalletOnHouseholdAdmitted")]
sealed class OpenWalletOnHouseholdAdmitted : IHandle<HouseholdAdmitted>
{
    public Task HandleAsync(HouseholdAdmitted happened, Work work, CancellationToken cancel) =>
        Households.FollowAsync(work, happened.HouseholdId, happened.MemberIds, happened.Version);
}

/// <summary>Keeps who belongs to a household, and so may see its wallet.</summary>
[Consumer("FollowMembersOnHouseholdChanged")]
sealed class FollowMembersOnHouseholdChanged : IHandle<HouseholdChanged>
{
    public Task HandleAsync(HouseholdChanged happened, Work work, CancellationToken cancel) =>
        Households.FollowAsync(work, happened.HouseholdId, happened.MemberIds, happened.Version);
}
