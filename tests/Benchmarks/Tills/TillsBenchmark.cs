using Caisse.Benchmarks.Measuring;
using Caisse.Benchmarks.Posting;
using Caisse.Support;

namespace Caisse.Benchmarks.Tills;

/// <summary>
/// Tills that pay through the gateway, which forwards to the wallet, both processes of their own: HTTP,
/// token, rules, posting, kept answer, outbox and broker, on the same processors as the load.
/// </summary>
static class TillsBenchmark
{
    const int Households = 1000;
    const int Shops = 100;
    const int Connections = 64;
    const int Rounds = 5;

    static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(5);

    /// <summary>Until what is often called is compiled to its best.</summary>
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(12);

    internal static async Task RunAsync(Figures figures)
    {
        Console.WriteLine("tills");
        Fund fund;
        await using (fund = await Fund.StartAsync(Households, Shops))
        {
            Rivals.RivalTables.Make(fund);
        }
        var database = (await TestServers.RunningAsync()).Postgres.ConnectionString();
        (string, string)[] settings =
        [
            ("ConnectionStrings__wallet", fund.Service.ConnectionString),
            ("ConnectionStrings__messaging", fund.Service.Broker),
            ("services__identity__http__0", await TestIdentity.AddressAsync()),
        ];
        await using var wallet = await ChildProcess.StartAsync(
            ChildProcess.ProgramOf("services/wallet", "Caisse.Wallet"), [], "/health/ready", settings);
        var idle = wallet.MemoryMegabytes;
        await using var rival = await ChildProcess.StartAsync(
            Path.Combine(AppContext.BaseDirectory, "Caisse.Benchmarks.dll"), ["rival"], "/health/ready",
            settings);
        await using var gateway = await GatewayToAsync(wallet, settings);
        await using var rivalGateway = await GatewayToAsync(rival, settings);
        var tokens = fund.Shops.Select(shop => TestIdentity.Token(
            [$"{Fund.Slug}:till"], $"till of {shop}", pointOfSaleId: shop,
            expires: TimeProvider.System.GetUtcNow().AddHours(2))).ToArray();

        await MeasureAsync(gateway, fund, tokens, WarmUp);
        await MeasureAsync(rivalGateway, fund, tokens, WarmUp);
        List<double> pgbench = [];
        List<Measured> payments = [], each = [];
        for (var round = 0; round < Rounds; round++)
        {
            pgbench.Add(await Pgbench.RunAsync(database, 4, RoundTime));
            payments.Add(await MeasureAsync(gateway, fund, tokens, RoundTime));
            each.Add(await MeasureAsync(rivalGateway, fund, tokens, RoundTime));
        }
        var hand = pgbench.Order().ElementAt(Rounds / 2);
        var (batched, one) = (Load.Median(payments), Load.Median(each));
        figures.Add(new(
            "POST payments through the gateway, 64 connections", "pgbench hot double entry, 4 clients",
            batched.PerSecond / hand, 1, 1.5, true, $"{batched.PerSecond:0}/s", $"{hand:0}/s"));
        figures.Add(new(
            "POST payments through the gateway, 64 connections", "one transaction per payment, same gateway",
            batched.PerSecond / one.PerSecond, 4, 6, true, $"{batched.PerSecond:0}/s",
            $"{one.PerSecond:0}/s"));
        figures.Add(new(
            "p99 of POST payments", "its p50", batched.P99 / batched.P50, 3, 2, false,
            $"{batched.P99:0.0} ms", $"{batched.P50:0.0} ms"));
        figures.Add(new(
            "memory of the wallet, idle", "120 MB", idle / 120, 1, 100 / 120.0, false, $"{idle:0} MB",
            "120 MB"));
        figures.Add(new(
            "memory of the wallet, loaded", "180 MB", wallet.MemoryMegabytes / 180, 1, 160 / 180.0, false,
            $"{wallet.MemoryMegabytes:0} MB", "180 MB"));
        figures.Add(new(
            "wallet ready after its start", "2 s", wallet.ReadyAfter.TotalSeconds / 2, 1, 0.5, false,
            $"{wallet.ReadyAfter.TotalSeconds:0.00} s", "2 s"));
    }

    static Task<ChildProcess> GatewayToAsync(ChildProcess wallet, (string, string)[] settings) =>
        ChildProcess.StartAsync(
            ChildProcess.ProgramOf("gateway", "Caisse.Gateway"), [], "/health/live",
            [
                .. settings,
                .. ((string[])["membership", "contributions", "wallet", "merchant-network", "governance", "portal"])
                    .Select(name => ($"services__{name}__http__0", wallet.Address.ToString())),
                ("RateLimits__RequestsPerSecond", "1000000"), ("RateLimits__Burst", "1000000"),
            ]);

    static async Task<Measured> MeasureAsync(
        ChildProcess gateway, Fund fund, string[] tokens, TimeSpan time)
    {
        var connections = new TillConnection[Connections];
        for (var number = 0; number < Connections; number++)
        {
            connections[number] = await TillConnection.OpenAsync(gateway.Address);
        }
        var measured = await Load.RunAsync(Connections, time, async caller =>
        {
            var shop = Random.Shared.Next(2) == 0 ? 0 : Random.Shared.Next(Shops);
            var card = Fund.CardOf(Random.Shared.Next(Households));
            var status = await connections[caller].PostAsync(
                $"/v1/caisses/{Fund.Slug}/payments", tokens[shop],
                $$$"""
                {"pointOfSaleId":"{{{fund.Shops[shop]}}}","means":{"card":"{{{card}}}"},"amountCents":10}
                """);
            if (status != 201)
            {
                throw new InvalidOperationException($"A payment was answered {status}.");
            }
        });
        Array.ForEach(connections, connection => connection.Dispose());
        return measured;
    }
}
