using Caisse.Wallet.Domain;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Wallet.Tests;

/// <summary>What tills are told, decided without a database.</summary>
public sealed class MeansDecisionTests
{
    static readonly DateTimeOffset Now = new(2026, 12, 1, 13, 5, 0, TimeSpan.Zero);
    static readonly Dictionary<string, int> NoRates = [];
    static readonly Dictionary<string, int> Hearts = new() { ["two hearts"] = 70 };

    [Fact]
    public void A_code_says_when_it_was_used_or_expired_and_until_then_pays()
    {
        var code = new ShownCode(Now.AddSeconds(1), null, null);
        Assert.Null(code.Refuse(Now, Clock));
        Said(
            "code expired at 14:05, ask for a new one", "code expiré à 14:05, en demander un nouveau",
            code.Refuse(Now.AddSeconds(1), Clock));
        Said(
            "code already used at 14:05", "code déjà utilisé à 14:05",
            (code with { UsedAt = Now }).Refuse(Now.AddMinutes(3), Clock));
        Said(
            "code already used on 2026-12-01 at 14:05", "code déjà utilisé le 01/12/2026 à 14:05",
            (code with { UsedAt = Now }).Refuse(Now.AddDays(1), Clock));
        Said(
            "code expired at 14:04, ask for a new one", "code expiré à 14:04, en demander un nouveau",
            (code with { EndedAt = Now.AddMinutes(-1) }).Refuse(Now, Clock));
    }

    [Fact]
    public void A_request_says_what_became_of_it()
    {
        var waiting = new PaymentRequest(PaymentRequest.Waiting, Now.AddMinutes(1), null);
        Assert.Null(waiting.Refuse(Now, Clock));
        Said(
            "expired at 14:06, ask the point of sale for a new one",
            "expiré à 14:06, en demander un nouveau au point de vente",
            waiting.Refuse(Now.AddMinutes(1), Clock));
        Said(
            "already paid at 14:05", "déjà payé à 14:05",
            new PaymentRequest(PaymentRequest.Paid, Now, Now).Refuse(Now, Clock));
        Said(
            "cancelled by the point of sale at 14:05", "annulé par le point de vente à 14:05",
            new PaymentRequest(PaymentRequest.Cancelled, Now, Now).Refuse(Now, Clock));
    }

    [Fact]
    public void A_voucher_says_when_it_was_redeemed_cancelled_or_expired()
    {
        var voucher = new Voucher(Voucher.Issued, new DateOnly(2026, 12, 31), Now.AddDays(30), null);
        Assert.Null(voucher.Refuse(Now, Clock));
        Said(
            "voucher redeemed on 2026-12-01 at 14:05", "bon utilisé le 01/12/2026 à 14:05",
            (voucher with { State = Voucher.Redeemed, EndedAt = Now }).Refuse(Now.AddDays(60), Clock));
        Said(
            "voucher cancelled on 2026-12-01", "bon annulé le 01/12/2026",
            (voucher with { State = Voucher.Cancelled, EndedAt = Now }).Refuse(Now, Clock));
        Said(
            "voucher expired on 2026-12-31", "bon expiré le 31/12/2026",
            voucher.Refuse(Now.AddDays(30), Clock));
        Said(
            "voucher not valid yet: the fund has not set its value aside",
            "bon pas encore valable : la caisse n'a pas encore réservé sa valeur",
            (voucher with { State = Voucher.Waiting }).Refuse(Now, Clock));
    }

    [Fact]
    public void A_voucher_gives_no_change()
    {
        Assert.Equal(
            new AcceptedPayment(1000, 250, null), Voucher.Pay(1000, 1250, null, NoRates).Accepted);
        Said(
            "voucher of 10.00: the purchase must be at least 10.00",
            "bon de 10,00 : l'achat doit être d'au moins 10,00",
            Voucher.Pay(1000, 999, null, NoRates).Refused);
        Said(
            "voucher of 10.00: of this purchase only 8.40 can be paid in MonA",
            "bon de 10,00 : dans cet achat, seuls 8,40 sont payables en MonA",
            Voucher.Pay(1000, null, [new("two hearts", 1200)], Hearts).Refused);
    }

    [Fact]
    public void A_voucher_pays_its_value_and_the_price_is_always_covered_exactly() => Prop.ForAll(
        ArbMap.Default.ArbFor<(ushort Value, ushort[] Prices)>()
            .Filter(at => at.Value > 0 && at.Prices.Length > 0 && at.Prices.All(price => price > 0)),
        at =>
        {
            BasketLine[] basket = [.. at.Prices.Select((price, place) =>
                new BasketLine(place % 2 == 0 ? "two hearts" : "bread", price))];
            var payable = basket.Sum(line =>
                line.AmountCents * Hearts.GetValueOrDefault(line.Category, 100) / 100);
            var (accepted, refused) = Voucher.Pay(at.Value, null, basket, Hearts);
            return refused is not null
                ? payable < at.Value
                : accepted!.MonaCents == at.Value
                    && accepted.MonaCents + accepted.EurosCents == basket.Sum(line => line.AmountCents)
                    && accepted.Lines!.Sum(line => line.MonaCents) == at.Value;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_receipt_is_paid_back_at_the_rates_as_far_as_the_wallet_goes()
    {
        Assert.Equal(
            new AcceptedPayment(800, 0, null), Reimbursement.Decide(900, 800, null, NoRates).Accepted);
        Assert.Equal(
            new AcceptedPayment(900, 100, null), Reimbursement.Decide(900, 1000, null, NoRates).Accepted);
        var basket = Reimbursement.Decide(9000, null, [new("two hearts", 1000)], Hearts).Accepted!;
        Assert.Equal((700, 300), (basket.MonaCents, basket.EurosCents));
        Said(
            "balance 0.00: nothing can be paid back", "solde 0,00 : rien ne peut être remboursé",
            Reimbursement.Decide(0, 800, null, NoRates).Refused);
        Said(
            "nothing of this can be paid in MonA", "rien de tout cela n'est payable en MonA",
            Reimbursement.Decide(
                900, null, [new("wine", 800)], new Dictionary<string, int> { ["wine"] = 0 }).Refused);
    }

    [Fact]
    public void What_is_paid_back_never_exceeds_wallet_or_price() => Prop.ForAll(
        ArbMap.Default.ArbFor<(ushort Available, ushort[] Prices)>()
            .Filter(at => at.Prices.Length > 0 && at.Prices.All(price => price > 0)),
        at =>
        {
            BasketLine[] basket = [.. at.Prices.Select(price => new BasketLine("two hearts", price))];
            var (accepted, refused) = Reimbursement.Decide(at.Available, null, basket, Hearts);
            return refused is not null || (accepted!.MonaCents <= at.Available
                && accepted.MonaCents + accepted.EurosCents == basket.Sum(line => line.AmountCents)
                && accepted.EurosCents >= 0);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("ffd8ffe0", "image/jpeg")]
    [InlineData("89504e470d0a1a0a00", "image/png")]
    [InlineData("255044462d312e37", "application/pdf")]
    [InlineData("3c68746d6c3e", null)]
    [InlineData("89504e47", null)]
    [InlineData("", null)]
    public void A_file_is_what_its_first_bytes_say(string content, string? mediaType) =>
        Assert.Equal(mediaType, ReceiptFile.MediaTypeOf(Convert.FromHexString(content)));

    [Fact]
    public void A_replaced_card_says_since_when()
    {
        var card = new CardState("blocked", true, 0, null, Now);
        Said(
            "card replaced on 2026-12-01", "carte remplacée le 01/12/2026",
            CardCheck.Decide(card, true, true, Now.AddDays(3), Clock).Refused);
    }

    static void Said(string english, string french, ServiceDefaults.Refusal? refused)
    {
        Assert.Equal((english, french), (refused!.Detail, refused.DetailInFrench));
        Assert.Equal(409, refused.Status);
    }

    static DateTimeOffset Clock(DateTimeOffset instant) => instant.ToOffset(TimeSpan.FromHours(1));
}
