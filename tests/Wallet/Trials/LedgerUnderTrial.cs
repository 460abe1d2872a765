using Caisse.Wallet.Domain;
using Caisse.Wallet.Paying;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>One wallet and one point of sale, as the model tells them.</summary>
sealed record WalletAndShop(long BalanceCents, long HeldCents, long ShopCents, long OwedCents);

/// <summary>A ledger that is compared with the model: the pure functions, or the service.</summary>
abstract class LedgerUnderTrial
{
    readonly List<Guid> payments = [];

    /// <summary>The payment that the model knows by its place.</summary>
    internal Guid this[int place] => payments[place];

    internal abstract Guid Shop { get; }

    internal abstract string Card { get; }

    /// <summary>Answers a request, in the words of <see cref="Answered"/>.</summary>
    internal string Decide(Ask ask)
    {
        var (answer, id) = DecideCore(ask);
        if (ask is PayAsk && answer[0] == '2')
        {
            payments.Add(id);
        }
        return answer;
    }

    internal abstract void Expire(Guid paymentId);

    internal abstract WalletAndShop Read();

    protected abstract (string Answer, Guid Id) DecideCore(Ask ask);
}

/// <summary>The pure functions, on paper.</summary>
sealed class PaperLedger : LedgerUnderTrial
{
    readonly TillBook book;
    readonly ReplayedLedger ledger;

    internal PaperLedger(long balanceCents)
    {
        book = PaperFund.Book(balanceCents);
        ledger = new(PaperFund.Caisse, PaperFund.Facts(), PaperFund.Pins, book);
    }

    internal override Guid Shop => PaperFund.Shops[0];

    internal override string Card => PaperFund.Cards[0];

    internal override void Expire(Guid paymentId) => ledger.Expire(paymentId);

    internal override WalletAndShop Read()
    {
        Assert.Equal(0, book.Accounts.Values.Sum(account => account.BalanceCents));
        var wallet = book.Accounts[PaperFund.Households[0]];
        var guarantee = book.Accounts.Values.Single(account => account.Kind == AccountKind.Guarantee);
        return new(
            wallet.BalanceCents, wallet.HeldCents, book.Accounts[Shop].BalanceCents,
            -guarantee.BalanceCents);
    }

    protected override (string Answer, Guid Id) DecideCore(Ask ask)
    {
        var id = Guid.CreateVersion7();
        return (ledger.Decide(new Call(0, Shop, ask, "", PaperFund.Opened, 0), id), id);
    }
}
