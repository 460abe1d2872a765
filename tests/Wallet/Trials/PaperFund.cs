using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.HandlingCards;
using Caisse.Wallet.Paying;
using Microsoft.Extensions.Configuration;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>A fund on paper: all that payments look at, and no database.</summary>
static class PaperFund
{
    internal static readonly DateTimeOffset Opened = new(2026, 8, 14, 8, 0, 0, TimeSpan.Zero);

    internal static readonly KnownCaisse Caisse =
        new("paper", "Caisse", "Association", "FR7630006000011234567890189", "Europe/Paris");

    internal static readonly Pins Pins = new(
        new ConfigurationBuilder().AddInMemoryCollection(
            [new("Cards:PinKey", Convert.ToBase64String(new byte[32]))]).Build());

    internal static readonly IReadOnlyList<Guid> Shops = Ids(2);

    internal static readonly IReadOnlyList<Guid> Households = Ids(3);

    /// <summary>A card for each household.</summary>
    internal static readonly IReadOnlyList<string> Cards = ["first", "second", "third"];

    /// <summary>Every point of sale is accredited for everything; "two hearts" are paid at 70 percent.</summary>
    internal static PaymentFacts Facts(SetPaymentRules? rules = null) => new(
        1, Shops.Select(shop => (shop, new Standing("accredited", new DateOnly(2026, 1, 1), null, []))),
        Since(new SetCategoryRates([new("two hearts", 70), new("wine", 0)])),
        Since(rules ?? new SetPaymentRules()));

    static RuleHistory<TRule> Since<TRule>(TRule rule) where TRule : class, IRule<TRule> =>
        new([new(rule, Guid.Empty, 1, new DateOnly(2026, 1, 1))]);

    /// <summary>Wallets with so much in them, each credited once.</summary>
    internal static TillBook Book(long centsEach)
    {
        var book = new TillBook();
        var number = 0L;
        void Open(Guid id, AccountKind kind, long cents, long version) =>
            book.Accounts[id] = new(id, ++number, kind, cents, 0, version);
        Open(Guid.CreateVersion7(), AccountKind.Issuance, -centsEach * Households.Count, Households.Count);
        Open(Guid.CreateVersion7(), AccountKind.Guarantee, 0, 0);
        Shops.ToList().ForEach(shop => Open(shop, AccountKind.PointOfSale, 0, 0));
        foreach (var (household, card) in Households.Zip(Cards))
        {
            Open(household, AccountKind.Household, centsEach, 1);
            book.Households[household] = new([], "open", null, null);
            book.Cards[Convert.ToHexString(Pins.HashToken(card))] =
                new(Guid.CreateVersion7(), household, null, new CardState("active", false, 0, null));
        }
        return book;
    }

    static Guid[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
}
