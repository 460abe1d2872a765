using Caisse.Contributions;
using Caisse.Governance;
using Caisse.Membership;
using Caisse.MerchantNetwork;
using Caisse.Wallet;

namespace Caisse.Browser.Tests.Managing;

/// <summary>All services.</summary>
public sealed class ManagedPlatform : BrowsedPlatform
{
    /// <inheritdoc />
    protected override async Task StartServicesAsync()
    {
        await StartAsync<MembershipService>();
        await StartAsync<ContributionsService>();
        await StartAsync<WalletService>();
        await StartAsync<MerchantNetworkService>();
        await StartAsync<GovernanceService>();
    }
}
