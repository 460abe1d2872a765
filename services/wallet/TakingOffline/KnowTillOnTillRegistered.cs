using Caisse.Contracts.MerchantNetwork;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.TakingOffline;

/// <summary>Keeps the key of each till that may take cards without network.</summary>
[Consumer("KnowTillOnTillRegistered")]
sealed class KnowTillOnTillRegistered : IHandle<TillRegistered>
{
    public async Task HandleAsync(TillRegistered happened, Work work, CancellationToken cancel)
    {
        if (happened.DevicePublicKey is { } publicKey)
        {
            await work.ExecuteAsync(
                """
                insert into till (caisse_id, till_id, point_of_sale_id, public_key)
                values (@Caisse, @TillId, @PointOfSaleId, @PublicKey)
                on conflict do nothing
                """,
                new
                {
                    work.Caisse, happened.TillId, happened.PointOfSaleId,
                    PublicKey = Convert.FromBase64String(publicKey),
                });
        }
    }
}
