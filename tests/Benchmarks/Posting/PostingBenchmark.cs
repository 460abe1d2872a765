using Caisse.Benchmarks.Measuring;
using Caisse.Benchmarks.Rivals;
using Caisse.Support;

namespace Caisse.Benchmarks.Posting;

/// <summary>
/// The posting path in one process, without HTTP: payments by card handed to the writer, with their rules,
/// keys, kept answers and outbox.
/// </summary>
static class PostingBenchmark
{
    const int Households = 1000;
    const int Shops = 100;
    const int Rounds = 3;

    static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(4);

    /// <summary>Until the compiler has done with what runs most.</summary>
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(12);

    internal static async Task RunAsync(Figures figures)
    {
        Console.WriteLine("posting");
        await using var fund = await Fund.StartAsync(Households, Shops);
        var till = await WriterTill.OpenAsync(fund);
        var database = (await TestServers.RunningAsync()).Postgres.ConnectionString();
        var rival = new OneTransactionEach(fund);
        await Load.RunAsync(64, WarmUp, _ => till.PayAsync(isHot: true));
        await Load.RunAsync(64, TimeSpan.FromSeconds(1), _ => rival.PayAsync(Household(), till.Shop(true)));

        var pgbench = new List<double>();
        Dictionary<string, List<Measured>> rounds = [];
        for (var round = 0; round < Rounds; round++)
        {
            pgbench.Add(await Pgbench.RunAsync(database, 4, RoundTime));
            await MeasureAsync("hot 64", 64, _ => till.PayAsync(isHot: true));
            await MeasureAsync("hot 256", 256, _ => till.PayAsync(isHot: true));
            await MeasureAsync("spread 64", 64, _ => till.PayAsync(isHot: false));
            await MeasureAsync("one each 64", 64, _ => rival.PayAsync(Household(), till.Shop(true)));
            await MeasureAsync("lone", 1, _ => till.PayAsync(isHot: true));
            await MeasureAsync("lone function", 1, _ => rival.CallFunctionAsync(Household(), till.Shop(true)));
        }
        var hand = pgbench.Order().ElementAt(Rounds / 2);
        var (hot, hot256, spread) = (Middle("hot 64"), Middle("hot 256"), Middle("spread 64"));
        var (each, lone, function) = (Middle("one each 64"), Middle("lone"), Middle("lone function"));
        figures.Add(new(
            "posting, half to one shop, 64 callers", "pgbench hot double entry, 4 clients",
            hot.PerSecond / hand, 3, 3.7, true, $"{hot.PerSecond:0}/s", $"{hand:0}/s"));
        figures.Add(new(
            "posting, half to one shop, 256 callers", "pgbench hot double entry, 4 clients",
            hot256.PerSecond / hand, 4, 5, true, $"{hot256.PerSecond:0}/s", $"{hand:0}/s"));
        figures.Add(new(
            "posting, half to one shop, 64 callers", "spread over 100 shops",
            hot.PerSecond / spread.PerSecond, 0.9, 1.1, true, $"{hot.PerSecond:0}/s",
            $"{spread.PerSecond:0}/s"));
        figures.Add(new(
            "posting p99, 64 callers", "one transaction per payment",
            hot.P99 / each.P99, 0.15, 0.08, false, $"{hot.P99:0.0} ms", $"{each.P99:0.0} ms"));
        figures.Add(new(
            "latency of a lone payment", "one function call",
            lone.P50 / function.P50, 1.8, 1.3, false, $"{lone.P50:0.00} ms", $"{function.P50:0.00} ms"));

        async Task MeasureAsync(string name, int callers, Func<int, Task> call)
        {
            if (!rounds.TryGetValue(name, out var measured))
            {
                rounds[name] = measured = [];
            }
            measured.Add(await Load.RunAsync(callers, RoundTime, call));
        }

        Measured Middle(string name) => Load.Median(rounds[name]);

        int Household() => Random.Shared.Next(Households);
    }
}
