using System.Net;
using System.Text.Json;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.Wallet.Tests;

public sealed class CorrectionTests(StartedWallet started) : IClassFixture<StartedWallet>
{
    /// <summary>A household with 100.00; up to 50.00 one person is enough.</summary>
    async Task<(PlayedFund Fund, Guid Household)> FundAsync()
    {
        var fund = await PlayedFund.FoundAsync(started);
        await fund.DecideAsync(
            SetPaymentRules.Kind, new SetPaymentRules(SecondPersonAboveCents: 5000));
        var household = await fund.AdmitAsync();
        await fund.AllocateAsync(household);
        return (fund, household);
    }

    static Task<JsonElement> AskAsync(
        PlayedFund fund, Guid householdId, long amountCents,
        HttpStatusCode expected = HttpStatusCode.Created) =>
        fund.PostAsync(
            fund.Treasurer, "corrections", new { householdId, amountCents, reason = "Erreur de saisie" },
            expected);

    static string StateOf(JsonElement correction) => correction.GetProperty("state").GetString()!;

    [Fact]
    public async Task What_was_taken_back_may_be_given_again_and_no_more()
    {
        var (fund, household) = await FundAsync();
        var other = await fund.AdmitAsync();
        var above = await AskAsync(fund, other, 1, HttpStatusCode.Conflict);
        Assert.Equal("correction-above-account", above.ProblemType());
        Assert.Equal("posted", StateOf(await AskAsync(fund, household, -3000)));
        Assert.Equal("posted", StateOf(await AskAsync(fund, other, 2000)));
        above = await AskAsync(fund, other, 1200, HttpStatusCode.Conflict);
        Assert.Equal(
            (1000, 200),
            (above.GetProperty("correctionAccountCents").GetInt64(),
                above.GetProperty("missingCents").GetInt64()));
        Assert.Equal((7000, 2000), (await fund.BalanceAsync(household), await fund.BalanceAsync(other)));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Nothing_is_taken_back_below_what_is_available()
    {
        var (fund, household) = await FundAsync();
        var above = await AskAsync(fund, household, -10001, HttpStatusCode.Conflict);
        Assert.Equal(
            ("correction-above-balance", 10000, 1),
            (above.ProblemType(), above.GetProperty("availableCents").GetInt64(),
                above.GetProperty("missingCents").GetInt64()));
        Assert.Equal("The wallet has 100.00 MonA available; 100.01 cannot be taken back.",
            above.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_correction_in_twos_is_decided_on_the_balance_that_the_second_person_finds()
    {
        var (fund, household) = await FundAsync();
        var waiting = await AskAsync(fund, household, -8000);
        Assert.Equal("awaiting_second_person", StateOf(waiting));
        Assert.Equal(10000, await fund.BalanceAsync(household));
        var approval = $"corrections/{waiting.Id()}/approval";
        Assert.Equal(
            "second-person-required",
            (await fund.PostAsync(fund.Treasurer, approval, null, HttpStatusCode.Conflict)).ProblemType());

        await AskAsync(fund, household, -4000);
        Assert.Equal(
            "correction-above-balance",
            (await fund.PostAsync(fund.Coordinator, approval, null, HttpStatusCode.Conflict)).ProblemType());
        await AskAsync(fund, household, 4000);
        var posted = await fund.PostAsync(fund.Coordinator, approval, null, HttpStatusCode.OK);
        Assert.Equal(("posted", "Bruno"), (StateOf(posted), posted.GetProperty("decidedBy").GetString()));
        Assert.Equal(2000, await fund.BalanceAsync(household));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Two_approvals_at_once_move_it_once()
    {
        var (fund, household) = await FundAsync();
        var waiting = await AskAsync(fund, household, -5001);
        var answers = await Task.WhenAll(((string[])["Bruno", "Chloé", "Denis"]).Select(async name =>
        {
            using var person = fund.Staff("coordinator", name);
            return (await person.SendJsonAsync(
                HttpMethod.Post, fund.Address($"corrections/{waiting.Id()}/approval"), null,
                PlayedFund.NewKey(), fund.Now)).StatusCode;
        }));
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.Conflict], answers.Order());
        Assert.Equal(4999, await fund.BalanceAsync(household));
    }

    [Fact]
    public async Task A_rejected_correction_moves_nothing_and_every_one_is_in_the_list_and_the_audit_trail()
    {
        var (fund, household) = await FundAsync();
        var waiting = await AskAsync(fund, household, -9000);
        await fund.PostAsync(
            fund.Coordinator, $"corrections/{waiting.Id()}/rejection", null, HttpStatusCode.OK);
        var late = await fund.PostAsync(
            fund.Coordinator, $"corrections/{waiting.Id()}/approval", null, HttpStatusCode.Conflict);
        Assert.Equal("already-decided", late.ProblemType());
        Assert.Equal(10000, await fund.BalanceAsync(household));
        var listed = (await fund.ReadAsync("corrections?state=rejected")).GetProperty("items");
        Assert.Equal(waiting.Id(), Assert.Single(listed.EnumerateArray()).Id());
        Assert.Equal("rejected", StateOf(await fund.ReadAsync($"corrections/{waiting.Id()}")));
        Assert.Equal(2, await fund.CountAsync(
            "select count(*) from audit where caisse_id = @Caisse and action like 'correction.%'"));
    }

    [Theory]
    [InlineData(0, "x", "amountCents")]
    [InlineData(long.MinValue, "x", "amountCents")]
    [InlineData(-1, "", "reason")]
    public async Task What_is_wrong_is_named(long amountCents, string reason, string named)
    {
        var (fund, householdId) = await FundAsync();
        var problem = await fund.PostAsync(
            fund.Treasurer, "corrections", new { householdId, amountCents, reason },
            HttpStatusCode.BadRequest);
        Assert.True(problem.GetProperty("errors").TryGetProperty(named, out _), problem.ToString());
    }

    [Fact]
    public async Task Another_caisse_cannot_see_decide_or_ask_for_it()
    {
        var (fund, household) = await FundAsync();
        var waiting = await AskAsync(fund, household, -9000);
        var (other, _) = await FundAsync();
        await other.ReadAsync($"corrections/{waiting.Id()}", HttpStatusCode.NotFound);
        foreach (var decision in (string[])["approval", "rejection"])
        {
            await other.PostAsync(
                other.Coordinator, $"corrections/{waiting.Id()}/{decision}", null, HttpStatusCode.NotFound);
        }
        await AskAsync(other, household, -1, HttpStatusCode.NotFound);
        Assert.Equal(10000, await fund.BalanceAsync(household));
    }
}
