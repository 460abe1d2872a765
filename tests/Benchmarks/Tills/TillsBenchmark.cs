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
        var identityAddress = await TestIdentity.AddressAsync();
        Fund fund;
        await using (fund = await Fund.StartAsync(Households, Shops))
        {
            Rivals.RivalTables.Make(fund);
        }
        Fund old;
        await using (old = await Fund.StartAsync(Households, Shops))
        {
            await Task.Yield();
        }
        (string, string)[] Settings(Fund of) =>
        [
            ("ConnectionStrings__wallet", of.Service.ConnectionString),
            ("ConnectionStrings__messaging", of.Service.Broker),
            ("services__identity__http__0", identityAddress),
        ];
        await using var wallet = await ChildProcess.StartAsync(
            ChildProcess.ProgramOf("services/wallet", "Caisse.Wallet"), [], "/health/ready", Settings(fund));
        await using var oldWallet = await ChildProcess.StartAsync(
            "/tmp/base/wt/services/wallet/bin/Release/net10.0/Caisse.Wallet.dll", [], "/health/ready", Settings(old));
        await using var gateway = await GatewayToAsync(wallet, Settings(fund));
        await using var oldGateway = await GatewayToAsync(oldWallet, Settings(old), "/tmp/base/wt/gateway/bin/Release/net10.0/Caisse.Gateway.dll");
        var tokens = fund.Shops.Select(shop => TestIdentity.Token(
            [$"{Fund.Slug}:till"], $"till of {shop}", pointOfSaleId: shop,
            expires: TimeProvider.System.GetUtcNow().AddHours(2))).ToArray();
        var oldTokens = old.Shops.Select(shop => TestIdentity.Token(
            [$"{Fund.Slug}:till"], $"till of {shop}", pointOfSaleId: shop,
            expires: TimeProvider.System.GetUtcNow().AddHours(2))).ToArray();
        await MeasureAsync(gateway, fund, tokens, WarmUp);
        await MeasureAsync(oldGateway, old, oldTokens, WarmUp);
        List<double> ratios = [], p99s = [], gatewayCpu = [], walletCpu = [];
        for (var round = 0; round < 12; round++)
        {
            (double, double, double, double) newer = default, older = default;
            foreach (var isNew in round % 2 == 0 ? new[] { true, false } : [false, true])
            {
                var (g, w, f, t) = isNew ? (gateway, wallet, fund, tokens) : (oldGateway, oldWallet, old, oldTokens);
                var (g0, w0) = (g.CpuTime, w.CpuTime);
                var m = await MeasureAsync(g, f, t, RoundTime);
                var count = m.PerSecond * RoundTime.TotalSeconds;
                var r = (m.PerSecond, m.P99, (g.CpuTime - g0).TotalMicroseconds / count, (w.CpuTime - w0).TotalMicroseconds / count);
                if (isNew) { newer = r; } else { older = r; }
            }
            Console.WriteLine($"new {newer.Item1:0}/s p99 {newer.Item2:0.0} cpu g {newer.Item3:0.0} w {newer.Item4:0.0} us | old {older.Item1:0}/s p99 {older.Item2:0.0} cpu g {older.Item3:0.0} w {older.Item4:0.0} us");
            ratios.Add(newer.Item1 / older.Item1); p99s.Add(newer.Item2 / older.Item2);
            gatewayCpu.Add(newer.Item3 / older.Item3); walletCpu.Add(newer.Item4 / older.Item4);
        }
        static double Mid(List<double> of) => of.Order().ElementAt(of.Count / 2);
        Console.WriteLine($"median new/old: throughput {Mid(ratios):0.000} p99 {Mid(p99s):0.000} gateway cpu {Mid(gatewayCpu):0.000} wallet cpu {Mid(walletCpu):0.000}");
    }

    static Task<ChildProcess> GatewayToAsync(ChildProcess wallet, (string, string)[] settings, string? program = null) =>
        ChildProcess.StartAsync(
            program ?? ChildProcess.ProgramOf("gateway", "Caisse.Gateway"), [], "/health/live",
            [
                .. settings,
                .. ((string[])["membership", "contributions", "wallet", "merchant-network", "governance"])
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
