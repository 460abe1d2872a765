using System.Net;
using System.Text.Json;
using Caisse.Support;
using Npgsql;

namespace Caisse.SystemTests;

/// <summary>What a person may have told and forgotten about them, and who may act for them.</summary>
[Collection(PlatformTests.Name)]
public sealed class PersonalDataTests(Platform platform)
{
    const string FirstName = "Aliénor", LastName = "Castelnaud", Street = "17 impasse des Oubliés";
    const string Email = "alienor.castelnaud@example.org";

    static readonly string[] Services =
        ["contributions", "governance", "identity", "membership", "merchant-network", "wallet"];

    [Fact]
    public async Task A_member_is_given_all_that_is_known_of_them_and_then_forgotten_and_the_ledger_balances()
    {
        var (fund, _, shops) = await Fund.OpenAsync(platform, "forgotten", null, ["Épicerie"]);
        var household = await fund.ApplyAndAdmitAsync(
            FirstName, LastName, Street, Email, Fund.Month(2026, 2));
        var memberId = household.MemberIds[0];
        var alienor = await fund.SignInPersonAsync(memberId, "member", $"{FirstName} {LastName}", Email);
        await fund.PledgeAsync(household, 2_000, Fund.Month(2026, 2));
        fund.Now = Fund.At(2026, 2, 3);
        await fund.ReceiveAsync(household, Fund.Month(2026, 2), 2_000);
        await fund.AllocateAsync(Fund.Month(2026, 2));
        var (_, card) = await fund.IssueCardAsync(household);
        await fund.PayAsync(shops[0], card, 3_840);

        ShouldTellEverything(await fund.ExportAsync(alienor.Session, memberId));
        Assert.Contains("identity", await ShowingAsync(Email));

        var erasure = $"{fund.Root}/members/{memberId}/erasure";
        var tooEarly = await alienor.Session.PostAsync(erasure, null, HttpStatusCode.Conflict);
        Assert.Equal("still-member", tooEarly.ProblemType());
        await fund.Coordinator.PostAsync(
            $"{fund.Root}/households/{household.Id}/departure",
            new { lastPeriod = Fund.Month(2026, 2), reason = $"{FirstName} moves away." }, HttpStatusCode.OK);
        fund.Now = Fund.At(2026, 3, 2);
        await fund.Coordinator.PostAsync(erasure, null, HttpStatusCode.OK);

        await ShouldBeForgottenAsync(fund, household, alienor);
        Assert.Equal("card blocked", await fund.TryPayAsync(shops[0], card, 100).DetailAsync());
        var entries = await fund.Treasurer.ReadAsync($"{fund.Root}/wallets/{household.Id}/entries");
        Assert.Equal([10_000, -3_840], Amounts(entries.GetProperty("items"), "amountCents"));
        Assert.Equal(6_160, await fund.BalanceAsync(household));
        var ledger = await fund.ShouldAgreeAsync();
        Assert.Equal(30_000, ledger.Cents("issuedCents"));
        Assert.Equal(26_160, ledger.Cents("outstandingHouseholdsCents"));
        Assert.Equal(3_840, ledger.Cents("outstandingPointsOfSaleCents"));
    }

    [Fact]
    public async Task A_guardian_sees_and_spends_for_a_household_and_every_use_shows_that_it_was_them()
    {
        var (fund, household, shops) = await Fund.OpenAsync(platform, "guardian", null, ["Épicerie"]);
        var (cardId, _) = await fund.IssueCardAsync(household);
        var named = await fund.Coordinator.PostAsync(
            $"{fund.Root}/households/{household.Id}/delegates",
            new
            {
                person = new { firstName = "Rose", lastName = "Petit" }, kind = "guardian",
                reference = "TJ, RG 26/0123", wardId = household.MemberIds[0],
            });
        var rose = await fund.SignInPersonAsync(named.Id(), "delegate", "Rose Petit", "rose@example.org");

        var wallet = await rose.Session.ReadUntilAsync($"{fund.Root}/wallets/{household.Id}", _ => true);
        Assert.Equal(10_000, wallet.Cents("balanceCents"));
        var code = await rose.Session.PostAsync(
            $"{fund.Root}/wallets/{household.Id}/qr", null, HttpStatusCode.OK);
        await shops[0].Till.PostAsync(
            $"{fund.Root}/payments",
            new { pointOfSaleId = shops[0].Id, means = new { qr = code.Text("code") }, amountCents = 1_250 },
            key: Calls.NewKey());
        await rose.Session.PostAsync(
            $"{fund.Root}/payments",
            new { pointOfSaleId = shops[0].Id, means = new { household = household.Id }, amountCents = 750 },
            key: Calls.NewKey());
        await rose.Session.PostAsync($"{fund.Root}/cards/{cardId}/block", null, HttpStatusCode.OK);
        await rose.Session.ReadAsync($"{fund.Root}/households/{household.Id}");

        var entries = (await fund.Treasurer.ReadAsync($"{fund.Root}/wallets/{household.Id}/entries"))
            .GetProperty("items").EnumerateArray()
            .Where(entry => entry.Cents("amountCents") < 0).ToList();
        Assert.Equal([-1_250, -750], entries.Select(entry => entry.Cents("amountCents")));
        Assert.All(entries, entry => Assert.Equal(rose.Subject, entry.Text("actor")));
        var told = await fund.ExportAsync(rose.Session, household.MemberIds[0]);
        Assert.Equal(
            [rose.Subject, rose.Subject],
            told["wallet"].GetProperty("entries").EnumerateArray()
                .Where(entry => entry.Cents("amount_cents") < 0).Select(entry => entry.Text("actor")));
        Assert.Equal(
            ["household.read", "member.export-requested"],
            told["membership"].GetProperty("auditTrail").EnumerateArray()
                .Where(line => line.Text("actor") == rose.Subject).Select(line => line.Text("action")));

        await fund.Coordinator.SendJsonAsync(
            HttpMethod.Delete, $"{fund.Root}/households/{household.Id}/delegates/{named.Id()}");
        await Eventually.TrueAsync("the guardian sees it no longer", async () =>
        {
            using var refused = await rose.Session.SendJsonAsync(
                HttpMethod.Get, $"{fund.Root}/wallets/{household.Id}");
            return refused.StatusCode == HttpStatusCode.NotFound;
        });
        Assert.Equal(8_000, await fund.BalanceAsync(household));
    }

    static void ShouldTellEverything(IReadOnlyDictionary<string, JsonElement> told)
    {
        Assert.Equal(Services, told.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(FirstName, told["membership"].GetProperty("name").Text("firstName"));
        Assert.All(
            told["membership"].GetProperty("whereabouts").EnumerateObject(),
            place => Assert.Equal((Street, Email), (place.Value.Text("street"), place.Value.Text("email"))));
        Assert.Equal(Email, told["identity"].GetProperty("signIns")[0].Text("email"));
        Assert.Equal([2_000], Amounts(told["contributions"].GetProperty("pledges"), "monthly_cents"));
        Assert.Equal([2_000], Amounts(told["contributions"].GetProperty("receipts"), "amount_cents"));
        Assert.Equal([6_160], Amounts(told["wallet"].GetProperty("wallets"), "balance_cents"));
        Assert.Equal([10_000, -3_840], Amounts(told["wallet"].GetProperty("entries"), "amount_cents"));
        Assert.Equal([3_840], Amounts(told["wallet"].GetProperty("payments"), "mona_cents"));
        Assert.Contains(
            "household.read",
            told["membership"].GetProperty("auditTrail").EnumerateArray()
                .Select(line => line.Text("action")));
    }

    async Task ShouldBeForgottenAsync(Fund fund, Household household, Person person)
    {
        string[] personal = [FirstName, LastName, Street, Email];
        await Eventually.TrueAsync("every service has forgotten", async () =>
            (await Task.WhenAll(personal.Select(ShowingAsync))).All(services => services.Count == 0));
        var read = await fund.Coordinator.ReadAsync($"{fund.Root}/households/{household.Id}");
        Assert.Equal("—", read.GetProperty("members")[0].Text("lastName"));
        Assert.Equal("—", read.GetProperty("address").Text("street"));
        using var asked = await person.Session.SendJsonAsync(
            HttpMethod.Post, $"{fund.Root}/members/{household.MemberIds[0]}/export");
        Assert.Equal("erased", (await asked.ShouldBeAsync(HttpStatusCode.Conflict)).ProblemType());
        await Eventually.TrueAsync("the person sees the wallet no longer", async () =>
        {
            using var refused = await person.Session.SendJsonAsync(
                HttpMethod.Get, $"{fund.Root}/wallets/{household.Id}");
            return refused.StatusCode == HttpStatusCode.NotFound;
        });
    }

    /// <summary>The services in whose database a text can be read.</summary>
    async Task<IReadOnlyList<string>> ShowingAsync(string text)
    {
        var showing = new List<string>();
        foreach (var service in Services)
        {
            await using var database = NpgsqlDataSource.Create(platform.DatabaseOf(service));
            if ((await Plainly.TablesShowingAsync(database, text)).Count > 0)
            {
                showing.Add(service);
            }
        }
        return showing;
    }

    static IEnumerable<long> Amounts(JsonElement rows, string name) =>
        rows.EnumerateArray().Select(row => row.Cents(name));
}
