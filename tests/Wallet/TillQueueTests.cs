using System.Security.Cryptography;
using Caisse.TillSimulator;

namespace Caisse.Wallet.Tests;

/// <summary>What the reference till keeps on its disk.</summary>
public sealed class TillQueueTests : IDisposable
{
    static readonly TillPlace Place = new(
        "montpellier", Guid.NewGuid(), Guid.NewGuid(), 4000, "Europe/Paris");

    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly string directory = Directory.CreateTempSubdirectory("caisse-queue-").FullName;

    string Queue => Path.Combine(directory, "queue.jsonl");

    [Fact]
    public void A_till_switched_off_goes_on_with_its_count_its_queue_and_its_floor()
    {
        using (var till = Open())
        {
            till.Take("card", 3000);
            till.Take("card", 900);
            till.Answered([1]);
        }
        using var again = Open();
        Assert.Equal([2L], again.Waiting.Select(payment => payment.Counter));
        Assert.Null(again.Take("card", 101));
        Assert.Equal(3, again.Take("card", 100)!.Counter);
    }

    /// <summary>A restaurant at midnight: in Paris the fifth begins at 23:00 of the fourth, UTC.</summary>
    [Fact]
    public void A_day_is_the_caisses_and_also_when_the_till_was_switched_off()
    {
        using (var evening = Open(new(2026, 12, 4, 22, 30, 0, TimeSpan.Zero)))
        {
            Assert.NotNull(evening.Take("card", 4000));
        }
        using (var midnight = Open(new(2026, 12, 4, 23, 30, 0, TimeSpan.Zero)))
        {
            Assert.NotNull(midnight.Take("card", 3000));
        }
        using var noon = Open();
        Assert.Null(noon.Take("card", 1001));
        Assert.NotNull(noon.Take("card", 1000));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void A_line_that_a_power_cut_left_half_written_is_forgotten_and_nothing_else(int lostBytes)
    {
        using (var till = Open())
        {
            till.Take("card", 1000);
            till.Take("card", 2000);
        }
        using (var file = new FileStream(Queue, FileMode.Open))
        {
            file.SetLength(file.Length - lostBytes);
        }
        using (var again = Open())
        {
            Assert.Equal([1000L], again.Waiting.Select(payment => payment.AmountCents));
            Assert.Equal(2, again.Take("card", 3000)!.Counter);
        }
        using var later = Open();
        Assert.Equal([1000L, 3000L], later.Waiting.Select(payment => payment.AmountCents));
    }

    /// <summary>At noon, unless told otherwise.</summary>
    OfflineTill Open(DateTimeOffset? at = null) =>
        new(key, Place, Queue, new StoppedClock(at ?? new(2026, 12, 5, 12, 0, 0, TimeSpan.Zero)));

    sealed class StoppedClock(DateTimeOffset instant) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => instant;
    }

    public void Dispose()
    {
        key.Dispose();
        Directory.Delete(directory, recursive: true);
    }
}
