using Caisse.MerchantNetwork;
using Caisse.Support;
using Caisse.Wallet;

namespace Caisse.Browser.Tests.Market;

/// <summary>What a market needs.</summary>
public sealed class MarketPlatform : BrowsedPlatform
{
    internal RunningService<WalletService> Wallet { get; private set; } = null!;

    internal RunningService<MerchantNetworkService> Merchants { get; private set; } = null!;

    /// <inheritdoc />
    protected override async Task StartServicesAsync()
    {
        Wallet = await StartAsync<WalletService>();
        Merchants = await StartAsync<MerchantNetworkService>();
    }
}
