using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.Support;
using Caisse.Wallet.Forgetting;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests;

public sealed class ReimbursingTests(Fund fund) : IClassFixture<Fund>
{
    const string Claims = $"{Root}/receipt-claims";

    static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    static readonly DateOnly Bought = new(2026, 11, 20);

    [Fact]
    public async Task In_Cadenet_a_receipt_is_sent_checked_and_paid_back_at_the_hearts_of_its_lines()
    {
        await fund.DecideAsync(
            SetCategoryRates.Kind, new SetCategoryRates([new("two hearts", 70), new("one heart", 30)]),
            new DateOnly(2026, 1, 1));
        var at = await fund.ShoppingAsync("2026-02");
        var claim = await SendAsync(at, Photo(), lines:
        [
            new { category = "three hearts", amountCents = 1200 },
            new { category = "two hearts", amountCents = 1000 },
            new { category = "one heart", amountCents = 500 },
        ]);
        Assert.Equal(("received", 2700), (claim.Text("state"), claim.Cents("amountCents")));
        Assert.Contains(await ListAsync("received"), id => id == claim.Id());
        Assert.Equal(10000, await fund.BalanceAsync(at.Household));

        var approved = await ApproveAsync(claim);
        Assert.Equal(("approved", 2050), (approved.Text("state"), approved.Cents("monaCents")));
        Assert.Equal(7950, await fund.BalanceAsync(at.Household));
        var told = await fund.Service.ShouldPublishAsync<ReceiptReimbursed>(one => one.ClaimId == claim.Id());
        Assert.Equal(
            (at.Household, at.Shop, Bought, 2050),
            (told.HouseholdId, told.PointOfSaleId, told.BoughtOn, told.MonaCents));
        var entry = (await fund.Treasurer.ReadAsync($"{Root}/wallets/{at.Household}/entries"))
            .GetProperty("items")[1];
        Assert.Equal(("reimbursement", -2050), (entry.Text("kind"), entry.Cents("amountCents")));

        var csv = await ReimbursementsAsync("text/csv");
        Assert.Contains(
            $"{claim.Id()};{at.Household};2026-11-20;2026-11-21;20,50", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_too_little_in_the_wallet_as_much_as_there_is_is_paid_back()
    {
        var at = await fund.ShoppingAsync("2026-03");
        var claim = await SendAsync(at, Photo(), amountCents: 12345);
        Assert.Equal(10000, (await ApproveAsync(claim)).Cents("monaCents"));
        var next = await SendAsync(at, Photo(), amountCents: 100);
        var nothing = await ApproveAsync(next, expected: HttpStatusCode.Conflict);
        Assert.Equal("balance 0.00: nothing can be paid back", nothing.Detail());
    }

    [Fact]
    public async Task Staff_accept_less_and_never_more_than_was_claimed()
    {
        var at = await fund.ShoppingAsync("2026-04");
        var claim = await SendAsync(at, Photo(), amountCents: 1000);
        var above = await ApproveAsync(
            claim, new { amountCents = 1001 }, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("more-than-claimed", above.ProblemType());
        Assert.Equal(400, (await ApproveAsync(claim, new { amountCents = 400 })).Cents("monaCents"));
        var again = await ApproveAsync(claim, expected: HttpStatusCode.Conflict);
        Assert.Equal("already-decided", again.ProblemType());
        Assert.Equal(9600, await fund.BalanceAsync(at.Household));
    }

    [Fact]
    public async Task Twenty_approvals_of_one_receipt_at_once_pay_it_back_once()
    {
        var at = await fund.ShoppingAsync("2026-05");
        var claim = await SendAsync(at, Photo(), amountCents: 1000);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => fund.Treasurer.SendJsonAsync(
            HttpMethod.Post, $"{Claims}/{claim.Id()}/approval", new { }, NewKey(), Now)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(9000, await fund.BalanceAsync(at.Household));
        Assert.Single(
            await fund.Service.PublishedAsync<ReceiptReimbursed>(), one => one.ClaimId == claim.Id());
    }

    [Fact]
    public async Task Receipts_of_a_household_that_merged_are_paid_back_from_the_wallet_that_has_its_balance()
    {
        var at = await fund.ShoppingAsync("2026-01");
        var person = Guid.CreateVersion7();
        var home = await fund.AdmitAsync(person);
        var before = await SendAsync(at, Photo(), amountCents: 1000);
        await fund.Service.HearAsync(new HouseholdsMerged(Fund.Caisse, at.Household, home, 2, Now));
        var after = await SendAsync(at, Photo(), amountCents: 500);

        using var there = fund.Session("member", person);
        Assert.Equal("received", (await there.ReadAsync($"{Claims}/{before.Id()}")).Text("state"));
        foreach (var claim in (JsonElement[])[before, after])
        {
            Assert.Equal(home, (await ApproveAsync(claim)).GetProperty("householdId").GetGuid());
            var told = await fund.Service.ShouldPublishAsync<ReceiptReimbursed>(
                one => one.ClaimId == claim.Id());
            Assert.Equal(home, told.HouseholdId);
        }
        Assert.Equal((0, 8500), (await fund.BalanceAsync(at.Household), await fund.BalanceAsync(home)));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task The_same_receipt_sent_twice_needs_a_word_from_staff()
    {
        var at = await fund.ShoppingAsync("2026-06");
        var file = Photo();
        var first = await SendAsync(at, file, amountCents: 1000);
        var sameFile = await SendAsync(at, file, amountCents: 900);
        var sameShopDayAndAmount = await SendAsync(at, Photo(), amountCents: 1000);
        Assert.Empty(first.GetProperty("likelyRepeats").EnumerateArray());
        Assert.Equal(first.Id(), sameFile.GetProperty("likelyRepeats")[0].GetGuid());
        foreach (var repeat in (JsonElement[])[sameFile, sameShopDayAndAmount])
        {
            var warned = await ApproveAsync(repeat, expected: HttpStatusCode.Conflict);
            Assert.Equal("receipt-sent-before", warned.ProblemType());
            Assert.Equal(first.Id(), warned.GetProperty("likelyRepeats")[0].GetGuid());
        }
        await ApproveAsync(sameFile, new { confirmRepeat = true });
        var earlier = await ApproveAsync(first, expected: HttpStatusCode.Conflict);
        Assert.Equal("receipt-sent-before", earlier.ProblemType());
        Assert.Equal(9100, await fund.BalanceAsync(at.Household));
    }

    [Fact]
    public async Task A_household_is_warned_of_its_own_repeats_and_not_told_of_those_of_others()
    {
        var (one, other) = (await fund.ShoppingAsync("2026-07"), await fund.ShoppingAsync("2026-08"));
        var file = Photo();
        await SendAsync(one, file, amountCents: 1000);
        var copied = await SendAsync(other, file, amountCents: 800);
        Assert.Empty(copied.GetProperty("likelyRepeats").EnumerateArray());
        var seen = await fund.Treasurer.ReadAsync($"{Claims}/{copied.Id()}");
        Assert.Single(seen.GetProperty("likelyRepeats").EnumerateArray());
        await ApproveAsync(copied, expected: HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_refusal_has_a_reason_that_the_household_reads()
    {
        var at = await fund.ShoppingAsync("2026-09");
        var claim = await SendAsync(at, Photo(), amountCents: 1000);
        await RefuseAsync(fund.Coordinator, claim, "The date cannot be read.", HttpStatusCode.OK);
        var read = await at.Member.ReadAsync($"{Claims}/{claim.Id()}");
        Assert.Equal(
            ("refused", "The date cannot be read."), (read.Text("state"), read.Text("refusalReason")));
        await ApproveAsync(claim, expected: HttpStatusCode.Conflict);
        await RefuseAsync(fund.Coordinator, claim, " ", HttpStatusCode.BadRequest);
        var resent = await SendAsync(at, Photo(), amountCents: 1000);
        Assert.Equal(1000, (await ApproveAsync(resent)).Cents("monaCents"));
    }

    [Fact]
    public async Task Nobody_decides_on_a_receipt_of_their_own_household()
    {
        var at = await fund.ShoppingAsync("2026-10");
        var claim = await SendAsync(at, Photo(), amountCents: 1000);
        var person = Guid.Parse((await at.Member.ReadAsync($"{Claims}/{claim.Id()}")).Text("claimedBy")[7..]);
        using var treasurer = fund.Service.ClientWith(
            TestIdentity.Token([$"{Fund.Caisse}:treasurer"], subject: "treasurer", memberId: person));
        using var own = await treasurer.SendJsonAsync(
            HttpMethod.Post, $"{Claims}/{claim.Id()}/approval", new { }, NewKey());
        Assert.Equal("own-claim", (await own.ShouldBeAsync(HttpStatusCode.Forbidden)).ProblemType());
        await RefuseAsync(treasurer, claim, "No.", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_shop_that_was_not_accredited_that_day_pays_nothing_back()
    {
        var at = await fund.ShoppingAsync("2026-11", "vegetables");
        var claim = await SendAsync(at, Photo(), lines: [new { category = "wine", amountCents = 900 }]);
        var wine = await ApproveAsync(claim, expected: HttpStatusCode.Conflict);
        Assert.Equal("not accredited for wine", wine.Detail());
        await fund.StandAsync(at.Shop, "suspended", new DateOnly(2026, 11, 15), 2);
        var suspended = await ApproveAsync(
            claim, new { lines = new[] { new { category = "vegetables", amountCents = 900 } } },
            HttpStatusCode.Conflict);
        Assert.Equal("suspended since 2026-11-15", suspended.Detail());
    }

    [Fact]
    public async Task A_receipt_of_nearly_five_megabytes_is_read_back_by_those_who_may_and_by_nobody_else()
    {
        var at = await fund.ShoppingAsync("2026-12");
        var file = new byte[5 * 1024 * 1024];
        new byte[] { 0xff, 0xd8, 0xff }.CopyTo(file, 0);
        var claim = await SendAsync(at, file, amountCents: 1000);
        foreach (var reader in (HttpClient[])[at.Member, fund.Coordinator, fund.Treasurer])
        {
            using var shown = await reader.GetAsync(new Uri($"{Claims}/{claim.Id()}/file", UriKind.Relative));
            Assert.Equal("image/jpeg", shown.Content.Headers.ContentType?.MediaType);
            Assert.Equal(file, await shown.Content.ReadAsByteArrayAsync());
        }
        await fund.Treasurer.ReadAsync($"{Claims}?householdId={at.Household}");
        Assert.Equal(
            ["receipt.read", "receipt.read", "receipt-claims.listed"], await LooksAtAsync(at.Household));
        using var stranger = fund.Session("member", Guid.CreateVersion7());
        await stranger.ReadAsync($"{Claims}/{claim.Id()}/file", HttpStatusCode.NotFound);
        await stranger.ReadAsync($"{Claims}/{claim.Id()}", HttpStatusCode.NotFound);
        await stranger.ReadAsync($"{Claims}?householdId={at.Household}", HttpStatusCode.NotFound);
        await stranger.ReadAsync(Claims, HttpStatusCode.BadRequest);
        await at.Till.ReadAsync($"{Claims}/{claim.Id()}/file", HttpStatusCode.Forbidden);
        await SendAsync(at, [.. file, 0], HttpStatusCode.BadRequest, amountCents: 1000);
        // In base64 this is the eight megabytes that may be sent, and what stands around it is too much.
        await SendAsync(
            at, new byte[6 * 1024 * 1024], HttpStatusCode.RequestEntityTooLarge, amountCents: 1000);
    }

    [Fact]
    public async Task A_photograph_is_deleted_some_time_after_its_decision_and_its_claim_stays()
    {
        var at = await fund.ShoppingAsync("2027-01");
        var (decided, waiting) = (
            await SendAsync(at, Photo(), amountCents: 1000),
            await SendAsync(at, Photo(), amountCents: 2000));
        await ApproveAsync(decided);
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            update receipt_claim set claimed_at = claimed_at - interval '91 days',
                decision_recorded_at = decision_recorded_at - interval '91 days'
            where household_id = @Household
            """, new { at.Household });
        await fund.Service.Services.GetRequiredService<ForgetWhatIsOver>()
            .DoDueAsync(CancellationToken.None);
        var gone = await at.Member.ReadAsync($"{Claims}/{decided.Id()}/file", HttpStatusCode.Gone);
        Assert.Equal("receipt-deleted", gone.ProblemType());
        await at.Member.ReadAsync($"{Claims}/{decided.Id()}");
        using var kept = await at.Member.GetAsync(new Uri($"{Claims}/{waiting.Id()}/file", UriKind.Relative));
        Assert.True(kept.IsSuccessStatusCode);
    }

    [Fact]
    public async Task The_fiftieth_receipt_that_nobody_checks_is_the_last()
    {
        var at = await fund.ShoppingAsync("2027-02");
        var answers = await Task.WhenAll(Enumerable.Range(0, 52).Select(_ => at.Member.SendJsonAsync(
            HttpMethod.Post, Claims, Request(at, Photo(), 1000, null), at: Now)));
        Assert.Equal(50, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.Conflict);
        var problem = await refused.ShouldBeAsync(HttpStatusCode.Conflict);
        Assert.Equal("too-many-waiting", problem.ProblemType());
    }

    [Theory]
    [InlineData("\"boughtOn\": \"2026-11-22\"", "boughtOn")]
    [InlineData("\"boughtOn\": \"2025-11-01\"", "boughtOn")]
    [InlineData("\"file\": \"PGh0bWw+\"", "file")]
    [InlineData("\"file\": \"\"", "file")]
    [InlineData("\"file\": \"no base64!\"", "$.file")]
    [InlineData("\"file\": null", "$.file")]
    [InlineData("\"amountCents\": 0", "amountCents")]
    [InlineData("\"lines\": [null]", "lines")]
    [InlineData("\"pointOfSaleId\": \"00000000-0000-0000-0000-000000000000\"", "pointOfSaleId")]
    public async Task Malformed_receipts_are_named_and_change_nothing(string wrong, string named)
    {
        using var anyone = fund.Session("member", Guid.CreateVersion7());
        var right = new Dictionary<string, string>
        {
            ["householdId"] = $"\"{Guid.CreateVersion7()}\"",
            ["pointOfSaleId"] = $"\"{Guid.CreateVersion7()}\"",
            ["boughtOn"] = "\"2026-11-20\"",
            ["file"] = "\"/9j/\"",
            ["amountCents"] = "100",
        };
        right.Remove(wrong.Split('"')[1]);
        using var request = new HttpRequestMessage(HttpMethod.Post, Claims);
        request.Content = new StringContent(
            $"{{{string.Join(',', right.Select(field => $"\"{field.Key}\": {field.Value}").Append(wrong))}}}",
            System.Text.Encoding.UTF8, "application/json");
        request.Headers.Add("Caisse-Clock", Now.ToString("O", CultureInfo.InvariantCulture));
        using var response = await anyone.SendAsync(request);
        var problem = await response.ShouldBeAsync(HttpStatusCode.BadRequest);
        Assert.Contains(named, problem.Detail(), StringComparison.Ordinal);
    }

    static byte[] Photo() => [0xff, 0xd8, 0xff, .. Guid.NewGuid().ToByteArray()];

    static object Request(Shopping at, byte[] file, long? amountCents, object[]? lines) => new
    {
        householdId = at.Household,
        pointOfSaleId = at.Shop,
        boughtOn = Bought,
        file,
        amountCents,
        lines,
    };

    static async Task<JsonElement> SendAsync(
        Shopping at, byte[] file, HttpStatusCode expected = HttpStatusCode.Created, long? amountCents = null,
        object[]? lines = null) =>
        await at.Member.PostAsync(Claims, Request(at, file, amountCents, lines), expected, at: Now);

    Task<JsonElement> ApproveAsync(
        JsonElement claim, object? body = null, HttpStatusCode expected = HttpStatusCode.OK) =>
        fund.Treasurer.PostAsync(
            $"{Claims}/{claim.Id()}/approval", body ?? new { }, expected, NewKey(), Now);

    static Task<JsonElement> RefuseAsync(
        HttpClient by, JsonElement claim, string reason, HttpStatusCode expected) =>
        by.PostAsync($"{Claims}/{claim.Id()}/refusal", new { reason }, expected);

    async Task<IEnumerable<string>> LooksAtAsync(Guid household)
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        return await connection.QueryAsync<string>(
            "select action from audit where after -> 'ids' ? @id order by audit_id",
            new { id = household.ToString() });
    }

    async Task<IReadOnlyList<Guid>> ListAsync(string state) =>
        [.. (await fund.Treasurer.ReadAsync($"{Claims}?state={state}&limit=500")).GetProperty("items")
            .EnumerateArray().Select(claim => claim.Id())];

    async Task<string> ReimbursementsAsync(string mediaType)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"{Claims}/reimbursements?from=2026-11-01&until=2026-11-21");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(mediaType));
        using var response = await fund.Treasurer.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}
