using Caisse.ServiceDefaults;
using OpenIddict.Abstractions;

namespace Caisse.Identity.OpenIdConnect;

/// <summary>Forgets tokens, consents to them and codes that ended a while ago, once a day.</summary>
sealed class PruneTokens(
    IServiceScopeFactory scopes, Database database, ILogger<PruneTokens> logger) : BackgroundService
{
    static readonly TimeSpan Round = TimeSpan.FromDays(1);

    /// <summary>What was used or ended is kept so long, to recognise a token that is used again.</summary>
    static readonly TimeSpan KeptFor = TimeSpan.FromDays(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round);
        do
        {
            try
            {
                await PruneAsync(stoppingToken);
            }
            catch (Exception exception) when (exception.IsFailure(stoppingToken))
            {
                logger.LogWarning(exception, "Old tokens were not forgotten; next round in {Pause}", Round);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task PruneAsync(CancellationToken cancel)
    {
        var before = TimeProvider.System.GetUtcNow() - KeptFor;
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>().PruneAsync(before, cancel);
        await scope.ServiceProvider.GetRequiredService<IOpenIddictAuthorizationManager>()
            .PruneAsync(before, cancel);
        await using var work = await database.BeginAsync("", IdentityService.Name, cancel);
        await work.ExecuteAsync(ForgetPeople, new { before });
        await work.CommitAsync(cancel);
    }

    const string ForgetPeople =
        """
        delete from email_code where expires_at < @before;
        delete from session where coalesce(ended_at, expires_at) < @before - interval '90 days';
        """;
}
