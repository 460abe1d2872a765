using System.Collections.Concurrent;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Caisse.Wallet.Tests;

/// <summary>Workers that do at regular times what is due.</summary>
public sealed class RegularWorkTests(StartedWallet started) : IClassFixture<StartedWallet>
{
    [Fact]
    public async Task What_fails_in_a_caisse_stops_neither_the_worker_nor_the_others_and_it_still_ends()
    {
        var (failing, other) = (await PlayedFund.FoundAsync(started), await PlayedFund.FoundAsync(started));
        using var worker = new Stumbling(
            failing.Caisse, started.Service.Services.GetRequiredService<Caisses>());
        await worker.StartAsync(CancellationToken.None);
        foreach (var caisse in (string[])[failing.Caisse, other.Caisse])
        {
            await Eventually.TrueAsync(
                "both caisses had their turn again and again",
                () => Task.FromResult(worker.Turns.GetValueOrDefault(caisse) > 2));
        }
        Assert.False(worker.ExecuteTask!.IsCompleted);
        await worker.StopAsync(CancellationToken.None);
        Assert.False(worker.ExecuteTask.IsFaulted);
    }

    /// <summary>Finds what it did not expect in one of the caisses, each time.</summary>
    sealed class Stumbling(string stumblesIn, Caisses caisses)
        : RegularWork(TimeSpan.FromMilliseconds(10), "Stumbling", caisses, NullLogger.Instance)
    {
        internal ConcurrentDictionary<string, int> Turns { get; } = new();

        protected override Task<bool> DoSomeAsync(KnownCaisse caisse, CancellationToken cancel)
        {
            Turns.AddOrUpdate(caisse.CaisseId, 1, (_, turns) => turns + 1);
            return caisse.CaisseId == stumblesIn
                ? throw new ArgumentOutOfRangeException(nameof(caisse))
                : Task.FromResult(false);
        }
    }
}
