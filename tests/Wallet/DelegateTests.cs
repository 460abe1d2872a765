using System.Net;
using Caisse.Contracts.Membership;
using Caisse.Support;
using static Caisse.Wallet.Tests.Fund;
using static Caisse.Wallet.Tests.MeansFund;

namespace Caisse.Wallet.Tests;

public sealed class DelegateTests(Fund fund) : IClassFixture<Fund>
{
    [Fact]
    public async Task A_delegate_sees_and_spends_in_their_own_name_until_dismissed()
    {
        var at = await fund.ShoppingAsync("2026-02");
        var guardian = Guid.CreateVersion7();
        using var session = fund.Session("delegate", guardian);
        await session.ReadAsync($"{Root}/wallets/{at.Household}", HttpStatusCode.NotFound);
        await DelegateAsync(at.Household, 2, guardian);

        var wallet = await session.ReadAsync($"{Root}/wallets/{at.Household}");
        Assert.Equal(10000, wallet.Cents("balanceCents"));
        var paid = await session.PostAsync(Payments, Paying(at, 500), key: NewKey());
        var code = await session.PostAsync($"{Root}/wallets/{at.Household}/qr", null, HttpStatusCode.OK);
        await at.PayAsync(new { qr = code.Text("code") }, 300);
        await at.Member.PostAsync(Payments, Paying(at, 200), key: NewKey());

        var entries = (await session.ReadAsync($"{Root}/wallets/{at.Household}/entries"))
            .GetProperty("items");
        Assert.Equal(
            [$"delegate {guardian}", $"delegate {guardian}", "member"],
            entries.EnumerateArray().Skip(1).Select(entry => entry.Text("actor"))
                .Select(actor => actor.StartsWith("member", StringComparison.Ordinal) ? "member" : actor));
        Assert.Equal(
            $"delegate {guardian}", (await session.ReadAsync($"{Payments}/{paid.Id()}")).Text("actor"));

        await DelegateAsync(at.Household, 3);
        await session.ReadAsync($"{Root}/wallets/{at.Household}", HttpStatusCode.NotFound);
        var late = await session.PostAsync(
            Payments, Paying(at, 500), HttpStatusCode.Forbidden, NewKey());
        Assert.Equal("not-your-wallet", late.ProblemType());
    }

    [Fact]
    public async Task Delegates_may_be_heard_of_before_their_household_late_or_twice()
    {
        var (household, one, other) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        using var session = fund.Session("delegate", other);
        await DelegateAsync(household, 3, other);
        await DelegateAsync(household, 2, one);
        await fund.Service.HearAsync(new HouseholdAdmitted(
            Fund.Caisse, household, [], Contracts.Period.Parse("2026-01"), 1, DateTimeOffset.UtcNow));
        await fund.Service.HearAsync(new HouseholdChanged(
            Fund.Caisse, household, [Guid.CreateVersion7()], 4, DateTimeOffset.UtcNow));
        await DelegateAsync(household, 3, other);
        await session.ReadAsync($"{Root}/wallets/{household}");
        using var formerly = fund.Session("delegate", one);
        await formerly.ReadAsync($"{Root}/wallets/{household}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_delegate_blocks_a_lost_card_and_gets_no_new_one()
    {
        var (household, guardian) = (await fund.AdmitAsync(), Guid.CreateVersion7());
        await DelegateAsync(household, 2, guardian);
        using var session = fund.Session("delegate", guardian);
        var (cardId, _) = await fund.CardAsync(household);
        await session.PostAsync($"{Root}/cards/{cardId}/replacement", new { }, HttpStatusCode.Forbidden);
        await session.PostAsync($"{Root}/cards/{cardId}/block", null, HttpStatusCode.OK);
        Assert.Single((await session.ReadAsync($"{Root}/wallets/{household}/cards"))
            .GetProperty("items").EnumerateArray());
    }

    static object Paying(Shopping at, long amountCents) =>
        new { pointOfSaleId = at.Shop, means = new { household = at.Household }, amountCents };

    Task DelegateAsync(Guid household, long version, params Guid[] delegates) => fund.Service.HearAsync(
        new HouseholdDelegatesChanged(Fund.Caisse, household, delegates, version, DateTimeOffset.UtcNow));
}
