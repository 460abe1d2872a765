using System.Net;
using System.Text.Json;
using Caisse.Support;
using static Caisse.Wallet.Tests.Fund;

namespace Caisse.Wallet.Tests;

public sealed class CardReplacementTests(Fund fund) : IClassFixture<Fund>
{
    static readonly DateTimeOffset March = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_replaced_card_says_so_and_the_new_one_opens_the_same_wallet()
    {
        var at = await fund.ShoppingAsync("2026-02");
        var (oldId, old) = await fund.CardAsync(at.Household, "1234");
        var replacement = await ReplaceAsync(at.Member, oldId, new { pin = "4321" });

        Assert.Equal(
            "card replaced on 2026-03-02",
            await at.RefusedAsync(new { card = old, pin = "1234" }, 100, March.AddDays(3)));
        var card = replacement.Text("token");
        Assert.Equal("wrong PIN, 2 tries left", await at.RefusedAsync(new { card, pin = "1234" }, 100));
        var paid = await at.PayAsync(new { card, pin = "4321" }, 2500);
        Assert.Equal(7500, paid.Cents("balanceCents"));

        var cards = (await at.Member.ReadAsync($"{Root}/wallets/{at.Household}/cards")).GetProperty("items");
        Assert.Equal(
            [("blocked", replacement.Id().ToString()), ("active", null)],
            cards.EnumerateArray()
                .Select(one => (one.Text("state"), one.GetProperty("replacedBy").GetString())));
        Assert.DoesNotContain(card, cards.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(old, cards.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_is_replaced_once_also_at_the_same_instant_and_its_pin_is_given_anew()
    {
        var household = await fund.AdmitAsync();
        var (cardId, _) = await fund.CardAsync(household, "1234");
        var without = await ReplaceAsync(
            fund.Coordinator, cardId, new { }, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("pin-needed", without.ProblemType());
        await ReplaceAsync(fund.Coordinator, cardId, new { pin = "12345" }, HttpStatusCode.BadRequest);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => fund.Coordinator.SendJsonAsync(
            HttpMethod.Post, $"{Root}/cards/{cardId}/replacement", new { pin = "4321" }, at: March)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        var again = await ReplaceAsync(
            fund.Coordinator, cardId, new { pin = "4321" }, HttpStatusCode.Conflict);
        Assert.Equal("2026-03-02", again.Text("replacedOn"));
    }

    [Fact]
    public async Task Another_household_neither_replaces_nor_lists_its_cards()
    {
        var household = await fund.AdmitAsync();
        var (cardId, _) = await fund.CardAsync(household);
        using var stranger = fund.Session("member", Guid.CreateVersion7());
        await ReplaceAsync(stranger, cardId, new { }, HttpStatusCode.NotFound);
        await stranger.ReadAsync($"{Root}/wallets/{household}/cards", HttpStatusCode.NotFound);
        await fund.Coordinator.ReadAsync(
            $"{Root}/wallets/{Guid.CreateVersion7()}/cards", HttpStatusCode.NotFound);
        await ReplaceAsync(
            fund.Coordinator, Guid.CreateVersion7(), new { }, HttpStatusCode.NotFound);
    }

    static Task<JsonElement> ReplaceAsync(
        HttpClient by, Guid cardId, object body, HttpStatusCode expected = HttpStatusCode.Created) =>
        by.PostAsync($"{Root}/cards/{cardId}/replacement", body, expected, at: March);
}
