using Caisse.ServiceDefaults;

namespace Caisse.Identity.SigningIn;

/// <summary>
/// Lets the first operator in, from <c>Bootstrap:OperatorClientId</c> and
/// <c>Bootstrap:OperatorClientSecret</c>. A secret that changed in the configuration replaces the old one.
/// </summary>
sealed class AppointFirstOperator(Database database, IConfiguration configuration) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var clientId = IdentitySettings.OperatorClientId.Of(configuration);
        var secret = IdentitySettings.OperatorClientSecret.Of(configuration);
        if (string.IsNullOrEmpty(clientId) || string.IsNullOrEmpty(secret))
        {
            return;
        }
        await using var work =
            await database.BeginAsync(Grants.EveryCaisse, IdentityService.Name, cancellationToken);
        var hash = ClientSecret.Hash(secret);
        var isNews = await work.ExecuteAsync(
            UpsertOperator, new { work.Caisse, clientId, hash, Grants.Operator, work.Now }) == 1;
        if (isNews)
        {
            await work.AuditAsync("operator.appointed", clientId);
        }
        await work.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    const string UpsertOperator =
        """
        insert into oauth_client (caisse_id, client_id, secret_sha256, name, grants, created_at)
        values (@Caisse, @clientId, @hash, @clientId, array[@Operator], @Now)
        on conflict (caisse_id, client_id) do update set secret_sha256 = excluded.secret_sha256
        where oauth_client.secret_sha256 <> excluded.secret_sha256
        """;
}
