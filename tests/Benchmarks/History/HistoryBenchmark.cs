using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using Caisse.Benchmarks.Measuring;
using Caisse.Benchmarks.Posting;
using Caisse.ServiceDefaults;
using Caisse.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.Benchmarks.History;

/// <summary>What ten million movements cost: at the till, on disk, on a statement, in a check.</summary>
static class HistoryBenchmark
{
    const int Long = 10_000_000;
    const int Short = 1_000_000;
    const int Households = 20_000;
    const int Shops = 100;
    const int Callers = 64;
    const int Entries = 5_000;
    const int LongestPage = 50;
    const int Rounds = 5;

    static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(5);

    internal static async Task RunAsync(Figures figures)
    {
        Console.WriteLine("history");
        await using var empty = await Fund.StartAsync(1, 1);
        await using var young = await Fund.StartAsync(Households, Shops);
        await using var old = await Fund.StartAsync(Households, Shops);
        await Filling.AddAsync(empty, Entries, Entries);
        await Filling.AddAsync(young, Short, Entries);
        await Filling.AddAsync(old, Long, Entries);

        var bytes = await BytesPerTransferAsync(old);
        figures.Add(new(
            "bytes per transfer, indexes included", "226 in the prototype", bytes / 226, 300 / 226.0, 250 / 226.0,
            false, $"{bytes:0}", "226"));
        await CheckAsync(figures, old);
        await StatementAsync(figures, old, empty);
        await PayAsync(figures, old, young);
    }

    static async Task<double> BytesPerTransferAsync(Fund fund)
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<double>(
            "select pg_total_relation_size('transfer')::float8 / (select count(*) from transfer)");
    }

    static async Task CheckAsync(Figures figures, Fund fund)
    {
        using var anyone = fund.Service.Client($"{Fund.Slug}:member");
        anyone.Timeout = TimeSpan.FromMinutes(10);
        List<double> checks = [], scans = [];
        for (var round = 0; round < Rounds; round++)
        {
            scans.Add(await SecondsAsync(() => ScanAsync(fund)));
            checks.Add(await SecondsAsync(async () =>
            {
                var proof = await anyone.ReadAsync($"/v1/caisses/{Fund.Slug}/ledger/check");
                if (!proof.GetProperty("isSound").GetBoolean())
                {
                    throw new InvalidOperationException($"The ledger is damaged: {proof}");
                }
            }));
        }
        var (check, scan) = (Middle(checks), Middle(scans));
        figures.Add(new(
            "ledger/check of 10 million transfers", "sequential scan of them", check / scan, 2, 1.2, false,
            $"{check:0.00} s", $"{scan:0.00} s"));
    }

    /// <summary>Reads every movement as the service may, and adds up two columns.</summary>
    static async Task ScanAsync(Fund fund)
    {
        await using var work = await fund.Service.Services.GetRequiredService<Database>()
            .BeginAsync(Fund.Slug, "benchmark", CancellationToken.None);
        await work.ExecuteAsync("set local jit = off");
        await work.OneAsync<long>("select sum(amount_cents + debit_balance_cents)::bigint from transfer");
    }

    static async Task StatementAsync(Figures figures, Fund old, Fund empty)
    {
        List<double> inOld = [], inEmpty = [];
        for (var round = 0; round < Rounds; round++)
        {
            inEmpty.Add(await PageAsync(empty));
            inOld.Add(await PageAsync(old));
        }
        var (page, rival) = (Middle(inOld), Middle(inEmpty));
        figures.Add(new(
            "statement page, 5,000 entries of 10 million", "the same household alone", page / rival, 1.5, 1.1,
            false, $"{page:0.00} ms", $"{rival:0.00} ms"));
    }

    /// <summary>Milliseconds of the middle one of many pages.</summary>
    static async Task<double> PageAsync(Fund fund)
    {
        using var member = fund.Service.Client($"{Fund.Slug}:coordinator");
        var measured = await Load.RunAsync(1, TimeSpan.FromSeconds(2), async _ =>
        {
            var place = Encoding.UTF8.GetBytes($"{Random.Shared.Next(Entries - LongestPage)}");
            using var page = await member.GetAsync(new Uri(
                $"/v1/caisses/{Fund.Slug}/wallets/{fund.Households[0]}/entries?limit={LongestPage}"
                + $"&after={Base64Url.EncodeToString(place)}",
                UriKind.Relative));
            page.EnsureSuccessStatusCode();
        });
        return measured.P50;
    }

    static async Task PayAsync(Figures figures, Fund old, Fund young)
    {
        var (oldTill, youngTill) = (await WriterTill.OpenAsync(old), await WriterTill.OpenAsync(young));
        await Load.RunAsync(Callers, RoundTime, _ => oldTill.PayAsync(isHot: true));
        await Load.RunAsync(Callers, RoundTime, _ => youngTill.PayAsync(isHot: true));
        List<Measured> inOld = [], inYoung = [];
        for (var round = 0; round < Rounds; round++)
        {
            inYoung.Add(await Load.RunAsync(Callers, RoundTime, _ => youngTill.PayAsync(isHot: true)));
            inOld.Add(await Load.RunAsync(Callers, RoundTime, _ => oldTill.PayAsync(isHot: true)));
        }
        var (slow, fast) = (Load.Median(inOld).PerSecond, Load.Median(inYoung).PerSecond);
        figures.Add(new(
            "posting with 10 million transfers", "with 1 million", slow / fast, 0.95, 1, true,
            $"{slow:0}/s", $"{fast:0}/s"));
    }

    static async Task<double> SecondsAsync(Func<Task> run)
    {
        var begun = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    static double Middle(List<double> rounds) => rounds.Order().ElementAt(rounds.Count / 2);
}
