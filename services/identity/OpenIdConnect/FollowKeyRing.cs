using Caisse.Identity.Keys;
using Caisse.ServiceDefaults;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using OpenIddict.Server;

namespace Caisse.Identity.OpenIdConnect;

/// <summary>
/// Has OpenIddict take its keys anew when others are published or another one signs: keys rotate without a
/// restart, whichever instance made them.
/// </summary>
sealed class FollowKeyRing(KeyRing ring, ILogger<FollowKeyRing> logger)
    : BackgroundService, IOptionsChangeTokenSource<OpenIddictServerOptions>
{
    CancellationTokenSource changed = new();

    public string Name => Options.DefaultName;

    public IChangeToken GetChangeToken() => new CancellationChangeToken(changed.Token);

    /// <summary>Keys are there before the first request.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync("", cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(KeyRing.FreshFor);
        var state = ring.State;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                state = await LookAsync(state, stoppingToken);
            }
            catch (Exception exception) when (exception.IsFailure(stoppingToken))
            {
                logger.LogWarning(exception, "Signing keys were not read; next in {Pause}", KeyRing.FreshFor);
            }
        }
    }

    /// <summary>Reads the keys and says so when they are others than before.</summary>
    internal async Task<string> LookAsync(string before, CancellationToken cancel)
    {
        await ring.LoadAsync(cancel);
        var now = ring.State;
        if (now != before)
        {
            using var old = Interlocked.Exchange(ref changed, new CancellationTokenSource());
            await old.CancelAsync();
        }
        return now;
    }

    public override void Dispose()
    {
        changed.Dispose();
        base.Dispose();
    }
}
