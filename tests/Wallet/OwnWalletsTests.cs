using System.Net;
using Caisse.Support;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests;

/// <summary>Which wallets a person finds without knowing any household's number.</summary>
public sealed class OwnWalletsTests(Fund fund) : IClassFixture<Fund>
{
    [Fact]
    public async Task A_member_finds_their_own_household_and_no_other()
    {
        var at = await fund.ShoppingAsync("2026-02");
        await fund.AdmitAsync();

        var own = Assert.Single((await at.Member.ReadAsync($"{Root}/wallets")).GetProperty("items").EnumerateArray());

        Assert.Equal((at.Household.ToString(), "member"), (own.Text("householdId"), own.Text("as")));
    }

    [Fact]
    public async Task A_till_and_staff_find_none()
    {
        var at = await fund.ShoppingAsync("2026-03");
        await at.Till.ReadAsync($"{Root}/wallets", HttpStatusCode.Forbidden);
        await fund.Treasurer.ReadAsync($"{Root}/wallets", HttpStatusCode.Forbidden);
    }
}
