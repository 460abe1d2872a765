using System.Net;
using System.Text.Json;
using Caisse.Contracts;
using Caisse.Contracts.Contributions;
using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.Support;

namespace Caisse.Wallet.Tests;

public sealed class SupplementTests(StartedWallet started) : IClassFixture<StartedWallet>
{
    /// <summary>Up to 50.00 one person is enough.</summary>
    async Task<(PlayedFund Fund, Guid Household)> FundAsync()
    {
        var fund = await PlayedFund.FoundAsync(started);
        await fund.DecideAsync(
            SetPaymentRules.Kind, new SetPaymentRules(SecondPersonAboveCents: 5000));
        return (fund, await fund.AdmitAsync());
    }

    static object Of(Guid householdId, long amountCents, string period = "2026-10") =>
        new { householdId, period, amountCents, reason = "Arrivée le 12" };

    static Task<JsonElement> AskAsync(PlayedFund fund, Guid household, long amountCents) =>
        fund.PostAsync(fund.Treasurer, "supplements", Of(household, amountCents));

    static string StateOf(JsonElement supplement) => supplement.GetProperty("state").GetString()!;

    async Task<long> RequestsAsync(JsonElement supplement) =>
        (await started.Service.PublishedAsync<FundsReservationRequested>())
            .Count(asked => asked.RunId == supplement.Id());

    [Fact]
    public async Task A_supplement_is_credited_once_its_euros_are_reserved_beside_the_run_of_its_period()
    {
        var (fund, household) = await FundAsync();
        await fund.AllocateAsync(household);
        var asked = await AskAsync(fund, household, 5000);
        Assert.Equal("reserving", StateOf(asked));
        Assert.Equal(10000, await fund.BalanceAsync(household));
        await fund.ReserveAsync(asked.Id());
        await fund.ReserveAsync(asked.Id());
        var credited = await fund.InStateAsync($"supplements/{asked.Id()}", "credited");
        Assert.Equal(fund.Now, credited.GetProperty("creditedAt").GetDateTimeOffset());
        Assert.Equal(15000, await fund.BalanceAsync(household));
        var entry = (await fund.ReadAsync($"wallets/{household}/entries")).GetProperty("items")
            .EnumerateArray().Last();
        Assert.Equal(
            ("allocation", asked.Id()),
            (entry.GetProperty("kind").GetString(), entry.GetProperty("referenceId").GetGuid()));
        Assert.Equal(
            new AllocationRunCompleted(fund.Caisse, asked.Id(), Period.Parse("2026-10"), 1, 5000, fund.Now,
                FundsPurposes.Supplement),
            Assert.Single(
                await started.Service.PublishedAsync<AllocationRunCompleted>(),
                done => done.RunId == asked.Id()));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_supplement_that_the_fund_cannot_cover_keeps_the_shortfall_and_credits_nothing()
    {
        var (fund, household) = await FundAsync();
        var asked = await AskAsync(fund, household, 3000);
        await started.Service.HearAsync(
            new FundsReserved(fund.Caisse, asked.Id(), 2999, fund.Now));
        await started.Service.HearAsync(
            new FundsRefused(fund.Caisse, asked.Id(), 3000, 1234, fund.Now));
        await fund.ReserveAsync(asked.Id());
        var refused = await fund.ReadAsync($"supplements/{asked.Id()}");
        Assert.Equal(
            ("refused", 1234), (StateOf(refused), refused.GetProperty("shortfallCents").GetInt64()));
        Assert.Equal(0, await fund.BalanceAsync(household));
    }

    [Fact]
    public async Task Above_the_threshold_another_person_approves_and_the_first_cannot()
    {
        var (fund, household) = await FundAsync();
        var asked = await AskAsync(fund, household, 5001);
        Assert.Equal("awaiting_second_person", StateOf(asked));
        using var alsoAlice = fund.Staff("coordinator", "Alice");
        foreach (var decision in (string[])["approval", "rejection"])
        {
            var refused = await fund.PostAsync(
                alsoAlice, $"supplements/{asked.Id()}/{decision}", null, HttpStatusCode.Conflict);
            Assert.Equal("second-person-required", refused.ProblemType());
        }
        Assert.Equal(0, await RequestsAsync(asked));

        var key = PlayedFund.NewKey();
        for (var time = 0; time < 2; time++)
        {
            var approved = await fund.PostAsync(
                fund.Coordinator, $"supplements/{asked.Id()}/approval", null, HttpStatusCode.OK, key);
            Assert.Equal("Bruno", approved.GetProperty("decidedBy").GetString());
        }
        await fund.ReserveAsync(asked.Id());
        Assert.Equal(5001, await fund.BalanceAsync(household));
        var late = await fund.PostAsync(
            fund.Coordinator, $"supplements/{asked.Id()}/rejection", null, HttpStatusCode.Conflict);
        Assert.Equal(
            ("already-decided", "credited"), (late.ProblemType(), late.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Two_approvals_and_a_rejection_at_once_have_one_effect()
    {
        var (fund, household) = await FundAsync();
        var asked = await AskAsync(fund, household, 9000);
        var answers = await Task.WhenAll(
            new[] { ("Bruno", "approval"), ("Chloé", "approval"), ("Denis", "rejection") }.Select(
                async one =>
                {
                    using var person = fund.Staff("treasurer", one.Item1);
                    return (await person.SendJsonAsync(
                        HttpMethod.Post, fund.Address($"supplements/{asked.Id()}/{one.Item2}"), null,
                        PlayedFund.NewKey(), fund.Now)).StatusCode;
                }));
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.Conflict], answers.Order());
        var decided = await fund.ReadAsync($"supplements/{asked.Id()}");
        Assert.Equal(StateOf(decided) == "reserving" ? 1 : 0, await RequestsAsync(asked));
    }

    [Fact]
    public async Task A_rejected_supplement_moves_nothing_and_is_listed_with_those_of_its_household()
    {
        var (fund, household) = await FundAsync();
        var asked = await AskAsync(fund, household, 9000);
        await AskAsync(fund, await fund.AdmitAsync(), 9000);
        await fund.PostAsync(
            fund.Coordinator, $"supplements/{asked.Id()}/rejection", null, HttpStatusCode.OK);
        await started.Service.HearAsync(new FundsReserved(fund.Caisse, asked.Id(), 9000, fund.Now));
        Assert.Equal(0, await fund.BalanceAsync(household));
        Assert.Equal(2, (await ListAsync("")).Count);
        Assert.Equal("rejected", StateOf(Assert.Single(await ListAsync($"?householdId={household}"))));
        Assert.Single(await ListAsync("?state=awaiting_second_person"));
        await fund.ReadAsync("supplements?state=%00", HttpStatusCode.BadRequest);

        async Task<List<JsonElement>> ListAsync(string query) =>
            [.. (await fund.ReadAsync($"supplements{query}")).GetProperty("items").EnumerateArray()];
    }

    [Fact]
    public async Task While_no_threshold_is_decided_every_supplement_waits()
    {
        var fund = await PlayedFund.FoundAsync(started);
        Assert.Equal(
            "awaiting_second_person", StateOf(await AskAsync(fund, await fund.AdmitAsync(), 1)));
    }

    [Fact]
    public async Task A_household_that_is_suspended_or_gone_or_unknown_receives_none()
    {
        var (fund, household) = await FundAsync();
        var waiting = await AskAsync(fund, household, 9000);
        await fund.PostAsync(
            fund.Coordinator, $"wallets/{household}/suspension", new { reason = "double" },
            HttpStatusCode.OK);
        foreach (var (path, body) in new[]
        {
            ("supplements", Of(household, 100)), ($"supplements/{waiting.Id()}/approval", null),
        })
        {
            var suspended = await fund.PostAsync(fund.Coordinator, path, body, HttpStatusCode.Conflict);
            Assert.Equal("wallet-suspended", suspended.ProblemType());
            Assert.Contains("since 2026-10-01: double", suspended.GetProperty("detail").GetString()!,
                StringComparison.Ordinal);
        }
        var departed = await fund.AdmitAsync();
        await started.Service.HearAsync(
            new HouseholdDeparted(fund.Caisse, departed, Period.Parse("2026-09"), 2, fund.Now));
        var gone = await fund.PostAsync(
            fund.Treasurer, "supplements", Of(departed, 100), HttpStatusCode.Conflict);
        Assert.Equal("household-departed", gone.ProblemType());
        await fund.PostAsync(fund.Treasurer, "supplements", Of(departed, 100, "2026-09"));
        await fund.PostAsync(fund.Treasurer, "supplements", Of(Guid.NewGuid(), 100), HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(0, "2026-10", "x", "amountCents")]
    [InlineData(-1, "2026-10", "x", "amountCents")]
    [InlineData(1_000_000_001, "2026-10", "x", "amountCents")]
    [InlineData(1, "2026-11", "x", "period")]
    [InlineData(1, "2024-09", "x", "period")]
    [InlineData(1, "2026-10", " ", "reason")]
    [InlineData(1, "2026-10", "a\u0000", "reason")]
    public async Task What_is_wrong_is_named(long amountCents, string period, string reason, string named)
    {
        var (fund, householdId) = await FundAsync();
        var problem = await fund.PostAsync(
            fund.Treasurer, "supplements", new { householdId, period, amountCents, reason },
            HttpStatusCode.BadRequest);
        Assert.True(problem.GetProperty("errors").TryGetProperty(named, out _), problem.ToString());
        Assert.Equal(0, await fund.CountAsync("select count(*) from supplement where caisse_id = @Caisse"));
    }

    [Fact]
    public async Task Another_caisse_cannot_see_decide_or_ask_for_it()
    {
        var (fund, household) = await FundAsync();
        var asked = await AskAsync(fund, household, 9000);
        var (other, _) = await FundAsync();
        await other.ReadAsync($"supplements/{asked.Id()}", HttpStatusCode.NotFound);
        foreach (var decision in (string[])["approval", "rejection"])
        {
            await other.PostAsync(
                other.Coordinator, $"supplements/{asked.Id()}/{decision}", null, HttpStatusCode.NotFound);
        }
        await other.PostAsync(
            other.Treasurer, "supplements", Of(household, 100), HttpStatusCode.NotFound);
        await other.Service.HearAsync(new FundsReserved(other.Caisse, asked.Id(), 9000, fund.Now));
        Assert.Equal("awaiting_second_person", StateOf(await fund.ReadAsync($"supplements/{asked.Id()}")));
        using var member = fund.Service.ClientWith(TestIdentity.Token([$"{fund.Caisse}:member"], "Eve"));
        await fund.PostAsync(member, "supplements", Of(household, 100), HttpStatusCode.Forbidden);
    }
}
