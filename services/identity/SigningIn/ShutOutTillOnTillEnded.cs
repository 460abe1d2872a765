using Caisse.Contracts.MerchantNetwork;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// A till that was ended signs in no more, also where its end is heard before its beginning. What token it
/// has is good for as long as tokens are.
/// </summary>
[Consumer("ShutOutTillOnTillEnded")]
sealed class ShutOutTillOnTillEnded : IHandle<TillEnded>
{
    public async Task HandleAsync(TillEnded happened, Work work, CancellationToken cancel)
    {
        await work.ExecuteAsync(ShutOut, new
        {
            work.Caisse,
            happened.ClientId,
            NoSecret,
            Grants.Till,
            happened.PointOfSaleId,
            work.Now,
        });
        await work.AuditAsync("till.shut-out", happened.TillId, new { happened.ClientId }, null);
    }

    /// <summary>The digest of no secret.</summary>
    static readonly string NoSecret = new('0', 64);

    const string ShutOut =
        """
        insert into oauth_client (
            caisse_id, client_id, secret_sha256, name, grants, point_of_sale_id, created_at, revoked_at)
        values (@Caisse, @ClientId, @NoSecret, @ClientId, array[@Till], @PointOfSaleId, @Now, @Now)
        on conflict (client_id) do update set revoked_at = @Now where oauth_client.revoked_at is null
        """;
}
