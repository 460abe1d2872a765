using System.Net;
using System.Text.Json;
using Caisse.Contracts.Membership;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.Support;
using Caisse.Wallet.Regrouping;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Caisse.Wallet.Tests;

/// <summary>What becomes of wallets when households split and merge.</summary>
public sealed class RegroupingTests(StartedWallet started) : IClassFixture<StartedWallet>
{
    [Fact]
    public async Task Who_splits_off_takes_their_share_once_whenever_their_admission_is_heard()
    {
        var (fund, left) = await FundAsync();
        var (formed, member) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var split = Split(fund, left, formed, 1, 3, null);
        await fund.Service.HearAsync(split);
        Assert.Equal((6667, 3333), (await fund.BalanceAsync(left), await fund.BalanceAsync(formed)));

        await fund.Service.HearAsync(new HouseholdAdmitted(
            fund.Caisse, formed, [member], Contracts.Period.Parse("2026-10"), 1, fund.Now));
        await fund.PayAsync(formed, member, 3333);
        await fund.Service.HearAsync(split);
        Assert.Equal((6667, 0), (await fund.BalanceAsync(left), await fund.BalanceAsync(formed)));
        var share = await fund.ReadAsync($"wallets/{formed}/share");
        Assert.Equal(("moved", 3333), (share.Text("state"), share.Cents("movedCents")));
        Assert.Equal(
            [("split", "Share of those who left the household", "Part des personnes parties du foyer")],
            (await EntriesAsync(fund, left)).Where(entry => entry.Text("kind") == "split").Select(InWords));
        Assert.Equal(
            ("split", "Share of the household you left", "Part du foyer que vous avez quitté"),
            InWords((await EntriesAsync(fund, formed))[0]));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task More_than_is_available_is_refused_told_and_decided_again()
    {
        var (fund, left) = await FundAsync();
        await HoldAsync(fund, left, 4000);
        var formed = Guid.CreateVersion7();
        await fund.Service.HearAsync(Split(fund, left, formed, 1, 2, 6001));
        Assert.Equal((10000, 0), (await fund.BalanceAsync(left), await fund.BalanceAsync(formed)));
        var told = await fund.Service.ShouldPublishAsync<SplitShareRefused>(
            one => one.NewHouseholdId == formed);
        Assert.Equal(
            (6001, 6000, "share-above-available"), (told.AskedCents, told.AvailableCents, told.Reason));

        var share = $"wallets/{formed}/share";
        var above = await fund.PostAsync(
            fund.Coordinator, share, new { amountCents = 6001 }, HttpStatusCode.Conflict);
        Assert.Equal(6000, above.Cents("availableCents"));
        using var member = fund.Staff("member", "Chloé");
        await fund.PostAsync(member, share, new { amountCents = 10 }, HttpStatusCode.Forbidden);
        var key = PlayedFund.NewKey();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await fund.PostAsync(
                fund.Coordinator, share, new { amountCents = 6000 }, HttpStatusCode.OK, key);
        }
        Assert.Equal((4000, 6000), (await fund.BalanceAsync(left), await fund.BalanceAsync(formed)));
        var twice = await fund.PostAsync(
            fund.Coordinator, share, new { amountCents = 1 }, HttpStatusCode.Conflict);
        Assert.Equal(("already-shared", 6000), (twice.ProblemType(), twice.Cents("movedCents")));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task Nothing_is_shared_of_a_suspended_wallet_and_none_where_none_is_asked()
    {
        var (fund, left) = await FundAsync();
        await fund.PostAsync(
            fund.Coordinator, $"wallets/{left}/suspension", new { reason = "Unknown address." },
            HttpStatusCode.OK);
        var (formed, without) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await fund.Service.HearAsync(Split(fund, left, formed, 1, 2, null));
        await fund.Service.HearAsync(Split(fund, left, without, 1, 2, 0));
        Assert.Equal("wallet-suspended", (await fund.ReadAsync($"wallets/{formed}/share")).Text("reason"));
        Assert.Equal("moved", (await fund.ReadAsync($"wallets/{without}/share")).Text("state"));
        Assert.Equal(10000, await fund.BalanceAsync(left));
    }

    [Fact]
    public async Task A_merged_wallet_goes_along_with_its_debt_and_with_what_comes_later()
    {
        var (fund, left) = await FundAsync();
        var home = await fund.AdmitAsync(Guid.CreateVersion7());
        var held = await HoldAsync(fund, left, 4000);
        await OweAsync(fund, left, 700);
        await OweAsync(fund, home, 200);
        var merged = Merge(fund, left, home);
        await fund.Service.HearAsync(merged);
        await fund.Service.HearAsync(merged);
        Assert.Equal((4000, 6000), (await fund.BalanceAsync(left), await fund.BalanceAsync(home)));
        Assert.Equal((0, 900), (await OwedAsync(fund, left), await OwedAsync(fund, home)));

        await fund.PostAsync(
            fund.Treasurer, $"payments/{held}/void", new { }, HttpStatusCode.OK);
        await OweAsync(fund, left, 50);
        await FollowAsync(fund);
        Assert.Equal((0, 10000), (await fund.BalanceAsync(left), await fund.BalanceAsync(home)));
        Assert.Equal((0, 950), (await OwedAsync(fund, left), await OwedAsync(fund, home)));
        await FollowAsync(fund);
        Assert.Equal(10000, await fund.BalanceAsync(home));
        Assert.Equal(
            ["merge", "merge"], (await EntriesAsync(fund, home)).Select(entry => entry.Text("kind")));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task A_suspended_wallet_that_merged_follows_when_it_is_reopened()
    {
        var (fund, left) = await FundAsync();
        await fund.PostAsync(
            fund.Coordinator, $"wallets/{left}/suspension", new { reason = "Unknown address." },
            HttpStatusCode.OK);
        var home = Guid.CreateVersion7();
        await fund.Service.HearAsync(Merge(fund, left, home));
        await FollowAsync(fund);
        Assert.Equal((10000, 0), (await fund.BalanceAsync(left), await fund.BalanceAsync(home)));
        await fund.PostAsync(
            fund.Coordinator, $"wallets/{left}/reopening", null, HttpStatusCode.OK);
        await FollowAsync(fund);
        Assert.Equal((0, 10000), (await fund.BalanceAsync(left), await fund.BalanceAsync(home)));
    }

    [Fact]
    public async Task A_split_heard_after_the_merge_that_came_later_gives_the_same()
    {
        var (fund, left) = await FundAsync();
        var (formed, home, last) = (
            Guid.CreateVersion7(), await fund.AdmitAsync(Guid.CreateVersion7()), Guid.CreateVersion7());
        fund.On("2026-11-01");
        await fund.AllocateAsync(home);
        await fund.Service.HearAsync(Merge(fund, left, home));
        await fund.Service.HearAsync(Merge(fund, home, last));
        await fund.Service.HearAsync(Split(fund, left, formed, 1, 4, null));
        Assert.Equal(
            (0, 0, 17500, 2500),
            (await fund.BalanceAsync(left), await fund.BalanceAsync(home), await fund.BalanceAsync(last),
                await fund.BalanceAsync(formed)));
        await fund.ShouldBalanceAsync();
    }

    /// <summary>The later of two merges is heard first.</summary>
    [Fact]
    public async Task The_cards_and_codes_of_a_merged_household_open_the_wallet_that_has_its_balance()
    {
        var fund = await PlayedFund.FoundAsync(started);
        var person = Guid.CreateVersion7();
        var (left, home, last) = (
            await fund.AdmitAsync(person), Guid.CreateVersion7(), Guid.CreateVersion7());
        await fund.AllocateAsync(left);
        var card = await CardAsync(fund, left);
        using var member = fund.Service.ClientWith(
            TestIdentity.Token([$"{fund.Caisse}:member"], "member", memberId: person));
        var code = await fund.PostAsync(member, $"wallets/{left}/qr", null, HttpStatusCode.OK);
        await fund.Service.HearAsync(Merge(fund, home, last));
        await fund.Service.HearAsync(Merge(fund, left, home));
        await FollowAsync(fund);

        await fund.PayAtTillAsync(new { card = card.Text("token") }, 3000);
        var paid = await fund.PayAtTillAsync(new { qr = code.Text("code") }, 2000);
        Assert.Equal(5000, paid.Cents("balanceCents"));
        var replaced = await fund.PostAsync(
            fund.Coordinator, $"cards/{card.Id()}/replacement", new { });
        var another = await CardAsync(fund, left);
        foreach (var later in (JsonElement[])[replaced, another])
        {
            Assert.Equal(last, later.GetProperty("householdId").GetGuid());
            await fund.PayAtTillAsync(new { card = later.Text("token") }, 1000);
        }
        var cards = await fund.ReadAsync($"wallets/{last}/cards");
        Assert.Equal(3, cards.GetProperty("items").GetArrayLength());
        Assert.Equal((0, 3000), (await fund.BalanceAsync(left), await fund.BalanceAsync(last)));
        await fund.ShouldBalanceAsync();
    }

    [Fact]
    public async Task What_moved_expires_when_it_would_have()
    {
        var fund = await PlayedFund.FoundAsync(started);
        await fund.DecideAsync(SetCarryOver.Kind, new SetCarryOver(SetCarryOver.Expire, 2));
        var left = await fund.AdmitAsync(Guid.CreateVersion7());
        await fund.AllocateAsync(left);
        fund.On("2026-11-01");
        await fund.AllocateAsync(left);
        var (formed, home) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await fund.Service.HearAsync(Split(fund, left, formed, 3, 4, null));
        Assert.Equal("2027-01-01 5000", await fund.ExpiringAsync(left));
        Assert.Equal("2026-12-01 10000, 2027-01-01 5000", await fund.ExpiringAsync(formed));
        await fund.Service.HearAsync(Merge(fund, formed, home));
        Assert.Equal("2026-12-01 10000, 2027-01-01 5000", await fund.ExpiringAsync(home));
    }

    /// <summary>In Paris it is November already, in UTC not yet.</summary>
    [Fact]
    public async Task Around_midnight_the_day_of_the_caisse_says_what_is_recovered_and_from_when_mona_counts()
    {
        var fund = await PlayedFund.FoundAsync(started);
        var (left, home) = (await fund.AdmitAsync(Guid.CreateVersion7()), Guid.CreateVersion7());
        await fund.DecideAsync(SetPaymentRules.Kind, new SetPaymentRules(RecoveryPercent: 50));
        await fund.DecideAsync(
            SetPaymentRules.Kind, new SetPaymentRules(RecoveryPercent: 25), "2026-11-01");
        await OweAsync(fund, left, 9000);
        fund.At(new DateTimeOffset(2026, 10, 31, 23, 30, 0, TimeSpan.Zero));
        await fund.AllocateAsync(left);
        Assert.Equal((7500, 6500), (await fund.BalanceAsync(left), await OwedAsync(fund, left)));

        await ForgetAllocationsAsync(fund, left);
        await fund.Service.HearAsync(Merge(fund, left, home));
        Assert.Equal(
            1,
            await fund.CountAsync(
                """
                select count(*) from moved_credit
                where caisse_id = @Caisse and amount_cents = 7500 and counts_from = date '2026-11-01'
                """));
    }

    static HouseholdSplit Split(
        PlayedFund fund, Guid left, Guid formed, int leaving, int people, long? shareCents) => new(
        fund.Caisse, left, formed, [.. Enumerable.Range(0, leaving).Select(_ => Guid.CreateVersion7())],
        people, shareCents, 2, fund.Now);

    static HouseholdsMerged Merge(PlayedFund fund, Guid household, Guid into) =>
        new(fund.Caisse, household, into, 2, fund.Now);

    /// <summary>A fund with a household that has 100.00.</summary>
    async Task<(PlayedFund Fund, Guid Household)> FundAsync()
    {
        var fund = await PlayedFund.FoundAsync(started);
        var household = await fund.AdmitAsync(Guid.CreateVersion7());
        await fund.AllocateAsync(household);
        return (fund, household);
    }

    static Task<JsonElement> CardAsync(PlayedFund fund, Guid household) =>
        fund.PostAsync(fund.Coordinator, "cards", new { householdId = household });

    static async Task<Guid> HoldAsync(PlayedFund fund, Guid household, long amountCents)
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        var payment = Guid.CreateVersion7();
        await connection.ExecuteAsync(
            """
            insert into payment (caisse_id, payment_id, household_id, point_of_sale_id, mona_cents,
                euros_cents, paid_at, state, means, actor, held_until)
            values (@Caisse, @payment, @household, @Shop, @amountCents, 0, now(), 'authorised', 'card',
                'till', now() + interval '1 hour');
            update account set held_cents = held_cents + @amountCents where account_id = @household;
            """, new { fund.Caisse, payment, household, Shop = Guid.CreateVersion7(), amountCents });
        return payment;
    }

    static async Task OweAsync(PlayedFund fund, Guid household, long owedCents)
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into household_debt (caisse_id, household_id, owed_cents)
            values (@Caisse, @household, @owedCents)
            on conflict (caisse_id, household_id) do update set owed_cents = excluded.owed_cents
            """, new { fund.Caisse, household, owedCents });
    }

    /// <summary>Of what is older than is looked back, nothing says from when it counts.</summary>
    static async Task ForgetAllocationsAsync(PlayedFund fund, Guid household)
    {
        await using var connection = await fund.Service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "delete from allocation where household_id = @household", new { household });
    }

    static async Task<long> OwedAsync(PlayedFund fund, Guid household) =>
        (await fund.ReadAsync($"wallets/{household}")).Cents("owedCents");

    static async Task FollowAsync(PlayedFund fund)
    {
        var worker = fund.Service.Services.GetRequiredService<FollowMergedWallets>();
        await worker.CarrySliceAsync(fund.Caisse, CancellationToken.None);
    }

    static async Task<IReadOnlyList<JsonElement>> EntriesAsync(PlayedFund fund, Guid household) =>
        [.. (await fund.ReadAsync($"wallets/{household}/entries")).GetProperty("items").EnumerateArray()];

    static (string Kind, string English, string French) InWords(JsonElement entry) =>
        (entry.Text("kind"), entry.Text("description"), entry.Text("descriptionInFrench"));
}
