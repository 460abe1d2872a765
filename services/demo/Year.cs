using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Caisse.Demo;

/// <summary>
/// Plays twelve months of a fund: contributions, grants, allocation, shopping, decisions, settlement.
/// </summary>
sealed class Year(Gateway gateway, Notebook notebook, Fund fund)
{
    const int Months = 12;
    const int MonthOfCorrection = 0;
    const int MonthOfVouchers = 3;
    const int OneInSoManyPaysLate = 50;

    /// <summary>After the second one, in the last month, some of the guarantee is still owed.</summary>
    static readonly int[] MonthsOfMarket = [4, 11];

    static readonly ParallelOptions EightAtOnce = new() { MaxDegreeOfParallelism = 8 };

    internal async Task RunAsync()
    {
        var watch = Stopwatch.StartNew();
        var (total, played) = (new Shopped(0, 0, 0), 0);
        for (var month = 0; month < Months; month++)
        {
            played += notebook.Has(NameOf(month)) ? 0 : 1;
            total += await MonthAsync(month, fund.FirstMonth.AddMonths(month));
            var pace = played == 0 ? "played before" : $"{played / watch.Elapsed.TotalSeconds:0.00} months/s";
            Console.WriteLine(
                $"{fund.Plan.Slug} {Moment.Period(fund.FirstMonth.AddMonths(month))} " +
                $"[{new string('#', month + 1)}{new string('.', Months - month - 1)}] {pace}, " +
                $"{total.Payments} payments, {total.Refunds} refunds, {total.Refusals} refusals");
        }
    }

    string NameOf(int month) => $"{fund.Plan.Slug} month {month}";

    async Task<Shopped> MonthAsync(int number, DateOnly month)
    {
        await new Enrolling(gateway, notebook, fund)
            .UpToAsync(fund.Plan.HouseholdsIn(number), month, Moment.At(month.AddDays(-5), 10));
        return await notebook.OnceAsync(NameOf(number), async () =>
        {
            await CollectAsync(month);
            await ReceiveGrantsAsync(number, month);
            await new Deciding(fund).DecideAsync(number, month);
            var balances = await AllocateAsync(month);
            if (number == MonthOfCorrection)
            {
                await new Correcting(gateway, notebook, fund).TakeBackAsync(Moment.At(month.AddDays(3), 9));
            }
            if (number == MonthOfVouchers)
            {
                var redeemed = await new PaperVouchers(gateway, notebook, fund).UseAsync(month);
                Console.WriteLine($"{fund.Plan.Slug} {redeemed} paper vouchers redeemed");
            }
            var shopped = await ShopAsync(number, month, balances);
            await SettleAsync(month);
            return shopped;
        });
    }

    async Task<Shopped> ShopAsync(int number, DateOnly month, Dictionary<int, long> balances)
    {
        var shopping = new Shopping(gateway, notebook, fund);
        if (!MonthsOfMarket.Contains(number))
        {
            return await shopping.RunAsync(month, balances);
        }
        var market = new MarketDay(gateway, notebook, fund);
        var came = await market.HoldAsync(month, areLate: false);
        var shopped = await shopping.RunAsync(month, balances);
        came += await market.HoldAsync(month, areLate: true);
        Console.WriteLine(
            $"{fund.Plan.Slug} market without network: {came.Applied} payments paid, {came.Refused} refused; "
            + $"of {came.TakenCents / 100m:0.00} MonA {came.MonaCents / 100m:0.00} from wallets, "
            + $"{came.GuaranteedCents / 100m:0.00} from the fund's guarantee, "
            + $"{came.UnpaidCents / 100m:0.00} paid by nobody");
        return shopped;
    }

    async Task CollectAsync(DateOnly month)
    {
        var period = Moment.Period(month);
        await PostAsync($"collection {period}", "collections", new { period }, Moment.At(month, 8));
        var onTime = fund.Planned.Where(planned => fund.Enrolled.ContainsKey(planned.Number)
            && (planned.Number + month.Month) % OneInSoManyPaysLate != 0);
        await Parallel.ForEachAsync(onTime, EightAtOnce, async (planned, _) =>
            await PostAsync($"receipt {period} {planned.Number}", "receipts", new
            {
                householdId = fund.Enrolled[planned.Number].Id,
                period,
                amountCents = planned.PledgeCents,
                method = "transfer",
                receivedOn = Moment.Day(month.AddDays(1)),
            }, Moment.At(month.AddDays(1), 9)));
    }

    async Task ReceiveGrantsAsync(int number, DateOnly month)
    {
        if (number % 3 == 0)
        {
            await ReceiveAsync(
                $"public instalment {number}", fund.PublicGrant, fund.Plan.PublicGrantEuros * 100 / 4, month);
        }
        if (number == 0 && fund.PrivateGrant is { } privateGrant)
        {
            await ReceiveAsync("private instalment", privateGrant, fund.Plan.PrivateGrantEuros * 100, month);
        }
    }

    Task<JsonElement> ReceiveAsync(string what, Guid grant, long amountCents, DateOnly month) => PostAsync(
        what, $"grants/{grant}/instalments", new { amountCents, receivedOn = Moment.Day(month.AddDays(1)) },
        Moment.At(month.AddDays(1), 10));

    async Task<Dictionary<int, long>> AllocateAsync(DateOnly month)
    {
        var period = Moment.Period(month);
        var at = Moment.At(month.AddDays(2), 20);
        var run = await PostAsync($"allocation {period}", "allocation-runs", new { period }, at);
        await Waiting.UntilAsync($"allocation of {period}", async () =>
        {
            run = await gateway.SendAsync(fund.Treasurer, new Call(
                HttpMethod.Get, fund.At($"allocation-runs/{run.GetProperty("id").GetGuid()}"), null, at));
            return run.GetProperty("state").GetString() switch
            {
                "completed" => true,
                "refused" => throw new InvalidOperationException($"The fund cannot cover {period}: {run}"),
                _ => false,
            };
        });
        return await notebook.OnceAsync($"{fund.Plan.Slug} balances {period}", () => BalancesAsync(at));
    }

    /// <summary>
    /// What each household can spend, written down so that an interrupted month is gone
    /// through with the same plans.
    /// </summary>
    async Task<Dictionary<int, long>> BalancesAsync(DateTimeOffset at)
    {
        var balances = new ConcurrentDictionary<int, long>();
        await Parallel.ForEachAsync(fund.Enrolled, EightAtOnce, async (household, _) =>
        {
            var wallet = await gateway.SendAsync(
                fund.Treasurer, new Call(HttpMethod.Get, fund.At($"wallets/{household.Value.Id}"), null, at));
            balances[household.Key] = wallet.GetProperty("balanceCents").GetInt64();
        });
        return new(balances);
    }

    async Task SettleAsync(DateOnly month)
    {
        var until = month.AddMonths(1).AddDays(-1);
        var at = Moment.At(until.AddDays(1), 4);
        var settlement = await PostAsync(
            $"settlement {Moment.Period(month)}", "settlements", new { until = Moment.Day(until) }, at);
        await Waiting.UntilAsync($"settlement of {Moment.Period(month)}", async () =>
        {
            var now = await gateway.SendAsync(fund.Treasurer, new Call(
                HttpMethod.Get, fund.At($"settlements/{settlement.GetProperty("id").GetGuid()}"), null, at));
            return now.GetProperty("state").GetString() == "issued";
        });
    }

    Task<JsonElement> PostAsync(string what, string path, object body, DateTimeOffset at) =>
        gateway.SendAsync(fund.Treasurer, new Call(
            HttpMethod.Post, fund.At(path), body, at, Moment.Key(fund.Plan.Slug, what))
        {
            IsPatient = true,
        });
}
