using Caisse.Wallet.Domain;
using FsCheck;
using FsCheck.Experimental;
using FsCheck.Fluent;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>
/// Random sequences of what can be asked about holds and refunds, each step compared with the model.
/// </summary>
sealed class HoldsMachine(Func<LedgerUnderTrial> begin, int longest)
    : Machine<LedgerUnderTrial, HoldsModel>(longest)
{
    internal const long BalanceCents = 5000;

    static readonly (string Category, int Percent)[] Categories =
        [("one heart", 100), ("two hearts", 70), ("wine", 0)];

    public override Arbitrary<Setup<LedgerUnderTrial, HoldsModel>> Setup =>
        Gen.Constant<Setup<LedgerUnderTrial, HoldsModel>>(new Beginning(begin)).ToArbitrary();

    public override Gen<Operation<LedgerUnderTrial, HoldsModel>> Next(HoldsModel model)
    {
        var pay =
            from amount in Gen.Choose(1, 2500)
            from isCaptured in Gen.Elements(true, false)
            select Step(
                $"pay {amount} {isCaptured}", before => before.Pay(amount, [], isCaptured),
                ledger => new PayAsk(ledger.Shop, ledger.Card, null, amount, null, isCaptured));
        var payBasket =
            from lines in Gen.Choose(1, 3).SelectMany(count => (
                from price in Gen.Choose(1, 900)
                from category in Gen.Elements(Categories)
                select (price, category)).ListOf(count))
            from isCaptured in Gen.Elements(true, false)
            select Step(
                $"pay {string.Join(", ", lines)} {isCaptured}",
                before => before.Pay(
                    null, [.. lines.Select(line => new ModelLine(line.price, line.category.Percent))],
                    isCaptured),
                ledger => new PayAsk(
                    ledger.Shop, ledger.Card, null, null,
                    [.. lines.Select(line => new BasketLine(line.category.Category, line.price))],
                    isCaptured));
        var settle = Gen.Constant(Step(
            "settle", before => before.Settle(), _ => new SettleAsk(Guid.CreateVersion7())));
        return model.Payments.IsEmpty
            ? Gen.OneOf(pay, payBasket)
            : Gen.Frequency((2, pay), (2, payBasket), (1, settle), (8, OnPayment(model)));
    }

    static Gen<Operation<LedgerUnderTrial, HoldsModel>> OnPayment(HoldsModel model) =>
        from place in Gen.Choose(0, model.Payments.Count - 1)
        from amount in Gen.Frequency(
            (1, Gen.Constant<long?>(null)), (2, Gen.Choose(1, 1200).Select(cents => (long?)cents)))
        from first in Gen.Choose(0, 3)
        from second in Gen.Choose(0, 3)
        from step in Gen.Elements(
            Step(
                $"capture {place} {amount}", before => before.Capture(place, amount),
                ledger => new CaptureAsk(ledger[place], amount), place),
            Step(
                $"void {place}", before => before.Void(place), ledger => new VoidAsk(ledger[place]),
                place),
            new Expiring(place),
            Step(
                $"refund {place} {amount}", before => before.Refund(place, amount),
                ledger => new RefundAsk(ledger[place], amount, null), place),
            Returning(place, [first]),
            Returning(place, [.. new HashSet<int> { first, second }]))
        select step;

    static Operation<LedgerUnderTrial, HoldsModel> Returning(int place, int[] lines) => Step(
        $"return {string.Join(", ", lines)} of {place}", before => before.Return(place, lines),
        ledger => new RefundAsk(ledger[place], null, lines), place);

    static Operation<LedgerUnderTrial, HoldsModel> Step(
        string name, Func<HoldsModel, HoldsModel> run, Func<LedgerUnderTrial, Ask> ask, int? place = null) =>
        new Asking(name, run, ask, place);

    sealed class Beginning(Func<LedgerUnderTrial> begin) : Setup<LedgerUnderTrial, HoldsModel>
    {
        public override LedgerUnderTrial Actual() => begin();

        public override HoldsModel Model() => HoldsModel.With(BalanceCents);
    }

    /// <param name="place">
    /// The payment it is about: while a failing sequence is made shorter, that payment may be gone.
    /// </param>
    sealed class Asking(
        string name, Func<HoldsModel, HoldsModel> run, Func<LedgerUnderTrial, Ask> ask, int? place)
        : Operation<LedgerUnderTrial, HoldsModel>
    {
        public override bool Pre(HoldsModel model) => place is null || place < model.Payments.Count;

        public override HoldsModel Run(HoldsModel model) => run(model);

        public override Property Check(LedgerUnderTrial actual, HoldsModel model)
        {
            var answer = actual.Decide(ask(actual));
            return (Agrees(actual, model) && model.Expected.All(answer.Split(' ').Contains))
                .Label($"{name}: {answer}, {actual.Read()} where {model} is right");
        }

        public override string ToString() => name;
    }

    /// <summary>Time passes until an authorisation is too old.</summary>
    sealed class Expiring(int place) : Operation<LedgerUnderTrial, HoldsModel>
    {
        public override bool Pre(HoldsModel model) =>
            place < model.Payments.Count && model.Payments[place].State == "authorised";

        public override HoldsModel Run(HoldsModel model) => model.Expire(place);

        public override Property Check(LedgerUnderTrial actual, HoldsModel model)
        {
            actual.Expire(actual[place]);
            return Agrees(actual, model).Label($"{this}: {actual.Read()} where {model} is right");
        }

        public override string ToString() => $"expire {place}";
    }

    /// <summary>Both show the same, and neither what must never be.</summary>
    static bool Agrees(LedgerUnderTrial actual, HoldsModel model)
    {
        var seen = actual.Read();
        return seen == new WalletAndShop(
                model.BalanceCents, model.HeldCents, model.ShopCents, model.OwedCents)
            && seen.HeldCents >= 0 && seen.HeldCents <= seen.BalanceCents && seen.ShopCents >= 0
            && model.Payments.All(payment => payment.RefundedCents <= payment.MonaCents
                && (payment.Lines.IsEmpty || payment.Returned.Count < payment.Lines.Count
                    || payment.RefundedCents == payment.MonaCents));
    }
}
