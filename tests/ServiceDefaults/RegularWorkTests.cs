using System.Collections.Concurrent;
using Caisse.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Caisse.ServiceDefaults.Tests;

/// <summary>Workers that do at regular times what is due.</summary>
public sealed class RegularWorkTests
{
    const string Failing = "always-fails";
    const string Busy = "never-done";
    const string Calm = "calm";

    [Fact]
    public async Task A_caisse_that_always_fails_or_is_never_done_starves_no_other_and_the_worker_still_ends()
    {
        await using var service = await RunningService<ProbeService>.StartAsync();
        await service.FoundAsync(Failing);
        await service.FoundAsync(Busy);
        await service.FoundAsync(Calm);
        using var worker = new Stumbling(service.Services.GetRequiredService<Caisses>());

        await worker.StartAsync(CancellationToken.None);

        foreach (var caisse in (string[])[Failing, Busy, Calm])
        {
            await Eventually.TrueAsync(
                $"{caisse} had its turn again and again",
                () => Task.FromResult(worker.Turns.GetValueOrDefault(caisse) > 2));
        }
        Assert.False(worker.ExecuteTask!.IsCompleted);
        await worker.StopAsync(CancellationToken.None);
        Assert.False(worker.ExecuteTask.IsFaulted);
    }

    /// <summary>Finds what it did not expect in one of the caisses, each time.</summary>
    sealed class Stumbling(Caisses caisses)
        : RegularWork(TimeSpan.FromMilliseconds(10), "Stumbling", caisses, NullLogger.Instance)
    {
        /// <summary>A caisse that is done only now and then: others must have their turn meanwhile.</summary>
        const int SlicesOfTheBusy = 50;

        internal ConcurrentDictionary<string, int> Turns { get; } = new();

        protected override Task<bool> DoSomeAsync(KnownCaisse caisse, CancellationToken cancel)
        {
            var turns = Turns.AddOrUpdate(caisse.CaisseId, 1, (_, before) => before + 1);
            return caisse.CaisseId switch
            {
                Failing => throw new ArgumentOutOfRangeException(nameof(caisse)),
                Busy => Task.FromResult(turns % SlicesOfTheBusy != 0),
                _ => Task.FromResult(false),
            };
        }
    }
}
