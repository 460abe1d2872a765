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
    const int LongestStatementDays = 366;

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

        CompareLedger(money, ledger);
        await CompareMeansAsync(ledger);
        var settled = settlements.Sum(settlement => Cents(settlement, "netCents"));
        Agree("statements of points of sale = settled + not yet settled", gross - refunds,
            Cents(ledger, "settledCents") + Cents(ledger, "outstandingPointsOfSaleCents"));
        Agree("settlements = paid out by the fund", settled, Cents(money, "paidToPointsOfSaleCents"));
        Agree("bank files = settlements", await BankFilesAsync(settlements), settled);
        Agree("euros in the fund = income - paid out", Cents(money, "cashCents"),
            income.EnumerateObject().Sum(source => source.Value.GetInt64())
                - Cents(money, "paidToPointsOfSaleCents"));
        Console.WriteLine(addsUp
            ? $"{fund.Plan.Slug}: every figure adds up to the cent."
            : $"{fund.Plan.Slug}: FIGURES DISAGREE, see above.");
        return addsUp;
    }

    void CompareLedger(JsonElement money, JsonElement ledger)
    {
        var outstanding =
            Cents(ledger, "outstandingHouseholdsCents") + Cents(ledger, "outstandingPointsOfSaleCents")
            + Cents(ledger, "outstandingVouchersCents");
        // What corrections took back may be given again. What the guarantee has paid is below zero on its
        // account until it is paid back.
        var (corrections, guarantee) = (Cents(ledger, "correctionCents"), Cents(ledger, "guaranteeCents"));
        Agree("sum over all accounts of the ledger", Cents(ledger, "sumCents"), 0);
        Agree(
            "issued = in circulation + settled + expired + corrections + guarantee",
            Cents(ledger, "issuedCents"),
            outstanding + Cents(ledger, "settledCents") + Cents(ledger, "expiredCents") + corrections
                + guarantee);
        Agree(
            "the fund's MonA in circulation = the ledger's + corrections",
            Cents(money, "outstandingMonaCents"), outstanding + corrections);
        Agree("accounts unlike their entries, or below their floor", AccountsInDoubt(ledger), 0);
        AgreeThat("the ledger's own proof says that it is sound", ledger.GetProperty("isSound").GetBoolean());
    }

    /// <summary>Wallets, vouchers, corrections and debts one by one, beside the ledger's accounts.</summary>
    async Task CompareMeansAsync(JsonElement ledger)
    {
        var (wallets, owed) = await WalletsAsync();
        var vouchers = await VouchersOfTheFundAsync();
        var corrections = (await ListAsync("corrections"))
            .Where(correction => correction.GetProperty("state").GetString() == "posted")
            .Sum(correction => Cents(correction, "amountCents"));
        SayCents("MonA issued as paper vouchers of the fund", vouchers.Values.Sum());
        SayCents("MonA that households owe the guarantee", owed);
        Agree(
            "wallets one by one = the ledger's", wallets, Cents(ledger, "outstandingHouseholdsCents"));
        Agree(
            "open vouchers of the fund, one by one = the ledger's",
            vouchers.GetValueOrDefault("issued"), Cents(ledger, "outstandingVouchersCents"));
        Agree(
            "vouchers of the fund cancelled or run out = expired",
            vouchers.GetValueOrDefault("cancelled") + vouchers.GetValueOrDefault("expired"),
            Cents(ledger, "expiredCents"));
        Agree("what households owe = the guarantee's", owed, -Cents(ledger, "guaranteeCents"));
        Agree("corrections one by one = the ledger's", -corrections, Cents(ledger, "correctionCents"));
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

    /// <summary>From the first month to today: people may have shopped since the year was played.</summary>
    async Task<(long GrossCents, long RefundsCents)> StatementsAsync()
    {
        var (gross, refunds) = (0L, 0L);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(1);
        for (var from = fund.FirstMonth; from <= today; from = from.AddDays(LongestStatementDays))
        {
            var to = Moment.Day(from.AddDays(LongestStatementDays - 1));
            foreach (var shop in fund.Shops)
            {
                var statement = await GetAsync(
                    $"points-of-sale/{shop.Id}/statement?from={Moment.Day(from)}&to={to}");
                gross += Cents(statement, "grossCents");
                refunds += Cents(statement, "refundsCents");
            }
        }
        return (gross, refunds);
    }

    async Task<(long BalanceCents, long OwedCents)> WalletsAsync()
    {
        var (balance, owed) = (0L, 0L);
        foreach (var household in fund.Enrolled.Values)
        {
            var wallet = await GetAsync($"wallets/{household.Id}");
            balance += Cents(wallet, "balanceCents");
            owed += Cents(wallet, "owedCents");
        }
        return (balance, owed);
    }

    /// <summary>What the fund itself issued on paper, in cents by what became of it.</summary>
    async Task<Dictionary<string, long>> VouchersOfTheFundAsync()
    {
        var sums = new Dictionary<string, long>();
        foreach (var batch in (await ListAsync("voucher-batches", "&state=issued"))
            .Where(batch => batch.GetProperty("householdId").ValueKind == JsonValueKind.Null))
        {
            var ofBatch = $"&batch={batch.GetProperty("id").GetGuid()}";
            foreach (var voucher in await ListAsync("vouchers", ofBatch))
            {
                var state = voucher.GetProperty("state").GetString()!;
                sums[state] = sums.GetValueOrDefault(state) + Cents(voucher, "valueCents");
            }
        }
        return sums;
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

    async Task<IReadOnlyList<JsonElement>> ListAsync(string what, string filter = "")
    {
        var items = new List<JsonElement>();
        for (string? after = null, query = filter; ; query = $"{filter}&after={after}")
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

    void AgreeThat(string what, bool isSo)
    {
        addsUp &= isSo;
        Console.WriteLine($"  {(isSo ? "ok" : "NO")}  {what}");
    }

    static long AccountsInDoubt(JsonElement ledger) =>
        ledger.GetProperty("accountsUnlikeTheirEntries").GetInt64()
            + ledger.GetProperty("accountsBelowTheirFloor").GetInt64();

    static void Say(string what, int count) => Console.WriteLine($"      {what}: {count}");

    static void SayCents(string what, long cents) => Console.WriteLine($"      {what}: {Euros(cents)}");

    static string Euros(long cents) => (cents / 100m).ToString("N2", French);

    static long Cents(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
