using Caisse.Contracts.MerchantNetwork;
using Caisse.ServiceDefaults;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// Lets a till sign in with the secret its point of sale was given; only the hash is known here.
/// </summary>
[Consumer("LetTillSignInOnTillRegistered")]
sealed class LetTillSignInOnTillRegistered : IHandle<TillRegistered>
{
    public async Task HandleAsync(TillRegistered happened, Work work, CancellationToken cancel)
    {
        var isNew = await work.ExecuteAsync(
            InsertTill,
            new
            {
                work.Caisse,
                happened.ClientId,
                happened.SecretSha256,
                happened.Name,
                Grants.Till,
                happened.PointOfSaleId,
                work.Now,
            });
        if (isNew == 1)
        {
            await work.AuditAsync(
                "till.admitted", happened.TillId, null, new { happened.ClientId, happened.PointOfSaleId });
        }
    }

    const string InsertTill =
        """
        insert into oauth_client (
            caisse_id, client_id, secret_sha256, name, grants, point_of_sale_id, created_at)
        values (@Caisse, @ClientId, @SecretSha256, @Name, array[@Till], @PointOfSaleId, @Now)
        on conflict do nothing
        """;
}
