using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;

namespace Caisse.Demo;

/// <summary>
/// Reads the year back from the API, and checks that the services' figures agree to the cent.
/// </summary>
sealed class Summary(Gateway gateway, Fund fund)
{
    const int LargestPage = 500;

    static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    bool addsUp = true;

    /// <summary>Prints the summary; whether everything adds up.</summary>
    internal async Task<bool> ReadAsync()
    {
        await StatementsHaveCaughtUpAsync();
        var money = await GetAsync("fund");
        var ledger = await GetAsync("ledger/check");
        var settlements = await ListAsync("settlements");
        var (gross, refunds) = await StatementsAsync();
        var income = money.GetProperty("incomeBySource");

        var (first, last) = (Moment.Period(fund.FirstMonth), Moment.Period(fund.FirstMonth.AddMonths(11)));
        Console.WriteLine($"{fund.Plan.Name}, {first} to {last}:");
        Say("households", (await ListAsync("households")).Count);
        Say("points of sale", (await ListAsync("points-of-sale")).Count);
        Say("decisions in the register", (await ListAsync("decisions")).Count);
        SayCents("contributions", Cents(income, "contributionsCents"));
        SayCents("public grants", Cents(income, "publicGrantsCents"));
        SayCents("private grants", Cents(income, "privateGrantsCents"));
        SayCents("MonA issued", Cents(ledger, "issuedCents"));
        SayCents("MonA paid to points of sale", gross);
        SayCents("of which given back", refunds);
        SayCents("reimbursed to points of sale", Cents(money, "paidToPointsOfSaleCents"));
        SayCents("euros in the fund", Cents(money, "cashCents"));
        SayCents("MonA in wallets", Cents(ledger, "outstandingHouseholdsCents"));

        var outstanding =
            Cents(ledger, "outstandingHouseholdsCents") + Cents(ledger, "outstandingPointsOfSaleCents");
        var settled = settlements.Sum(settlement => Cents(settlement, "netCents"));
        Agree("sum over all accounts of the ledger", Cents(ledger, "sumCents"), 0);
        // What the guarantee has paid is below zero on its account until households have given it back.
        var guarantee = Cents(ledger, "guaranteeCents");
        Agree("issued = in circulation + settled + expired + guarantee", Cents(ledger, "issuedCents"),
            outstanding + Cents(ledger, "settledCents") + Cents(ledger, "expiredCents") + guarantee);
        Agree(
            "the fund's MonA in circulation = the ledger's", Cents(money, "outstandingMonaCents"),
            outstanding + guarantee);
        Agree(
            "wallets one by one = the ledger's", await WalletsAsync(),
            Cents(ledger, "outstandingHouseholdsCents"));
        Agree("statements of points of sale = settled + not yet settled", gross - refunds,
            Cents(ledger, "settledCents") + Cents(ledger, "outstandingPointsOfSaleCents"));
        Agree("settlements = paid out by the fund", settled, Cents(money, "paidToPointsOfSaleCents"));
        Agree("bank files = settlements", await BankFilesAsync(settlements), settled);
        Agree("euros in the fund = income - paid out", Cents(money, "cashCents"),
            income.EnumerateObject().Sum(source => source.Value.GetInt64())
                - Cents(money, "paidToPointsOfSaleCents"));
        Agree("accounts unlike their entries, or below their floor", AccountsInDoubt(ledger), 0);
        Console.WriteLine(addsUp
            ? $"{fund.Plan.Slug}: every figure adds up to the cent."
            : $"{fund.Plan.Slug}: FIGURES DISAGREE, see above.");
        return addsUp;
    }

    /// <summary>The last payments reach the statements by events, a moment after the tills.</summary>
    Task StatementsHaveCaughtUpAsync() => Waiting.UntilAsync(
        "the statements have caught up with the ledger", async () =>
    {
        var ledger = await GetAsync("ledger/check");
        var (gross, refunds) = await StatementsAsync();
        return gross - refunds
            == Cents(ledger, "settledCents") + Cents(ledger, "outstandingPointsOfSaleCents");
    });

    async Task<(long GrossCents, long RefundsCents)> StatementsAsync()
    {
        var (gross, refunds) = (0L, 0L);
        var (from, to) = (Moment.Day(fund.FirstMonth), Moment.Day(fund.FirstMonth.AddMonths(12).AddDays(-1)));
        foreach (var shop in fund.Shops)
        {
            var statement = await GetAsync($"points-of-sale/{shop.Id}/statement?from={from}&to={to}");
            gross += Cents(statement, "grossCents");
            refunds += Cents(statement, "refundsCents");
        }
        return (gross, refunds);
    }

    async Task<long> WalletsAsync()
    {
        var sum = 0L;
        foreach (var household in fund.Enrolled.Values)
        {
            sum += Cents(await GetAsync($"wallets/{household.Id}"), "balanceCents");
        }
        return sum;
    }

    async Task<long> BankFilesAsync(IEnumerable<JsonElement> settlements)
    {
        var sum = 0m;
        foreach (var settlement in settlements)
        {
            var file = XDocument.Parse(await gateway.DownloadAsync(
                fund.Treasurer, Get($"settlements/{settlement.GetProperty("id").GetGuid()}/pain.001")));
            var control = file.Descendants().First(element => element.Name.LocalName == "CtrlSum").Value;
            sum += decimal.Parse(control, CultureInfo.InvariantCulture);
        }
        return (long)(sum * 100);
    }

    async Task<IReadOnlyList<JsonElement>> ListAsync(string what)
    {
        var items = new List<JsonElement>();
        for (string? after = null, query = ""; ; query = $"&after={after}")
        {
            var page = await GetAsync($"{what}?limit={LargestPage}{query}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.GetProperty("next").GetString();
            if (after is null)
            {
                return items;
            }
        }
    }

    Task<JsonElement> GetAsync(string path) => gateway.SendAsync(fund.Treasurer, Get(path));

    Call Get(string path) =>
        new(HttpMethod.Get, fund.At(path), null, Moment.At(fund.FirstMonth.AddMonths(12), 12));

    void Agree(string what, long one, long other)
    {
        addsUp &= one == other;
        Console.WriteLine($"  {(one == other ? "ok" : "NO")}  {what}: {Euros(one)} = {Euros(other)}");
    }

    static long AccountsInDoubt(JsonElement ledger) =>
        ledger.GetProperty("accountsUnlikeTheirEntries").GetInt64()
            + ledger.GetProperty("accountsBelowTheirFloor").GetInt64();

    static void Say(string what, int count) => Console.WriteLine($"      {what}: {count}");

    static void SayCents(string what, long cents) => Console.WriteLine($"      {what}: {Euros(cents)}");

    static string Euros(long cents) => (cents / 100m).ToString("N2", French);

    static long Cents(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
