namespace Caisse.Wallet.Tests.Trials;

/// <summary>The checker accepts what can have happened, and finds whatever cannot.</summary>
public sealed class HistoryCheckerTests
{
    const int PayA = 0, ReadA = 1, PayB = 2, Authorise = 3, Capture = 4, Refused = 5, Refund = 6, ReadC = 7;

    static readonly Guid Held = Guid.CreateVersion7();

    static readonly Ask[] Asked =
    [
        Pay(0, 0, 1000),
        new ReadWalletAsk(PaperFund.Households[0]),
        Pay(1, 1, 700),
        Pay(0, 2, 400) with { IsCaptured = false },
        new CaptureAsk(Held, 300),
        Pay(0, 0, 99_999),
        new RefundAsk(Held, 100, null),
        new ReadWalletAsk(PaperFund.Households[2]),
    ];

    static readonly Dictionary<string, Func<History, History>> Breaking = new()
    {
        ["a payment that was acknowledged is lost"] = history => history with
        {
            Order = [.. history.Order.Where(decided => decided.Key != $"{PayA}")],
            Movements = [.. history.Movements.Skip(1)],
        },
        ["a payment is moved twice"] = history => history with
        {
            Movements = [.. history.Movements, history.Movements[0]],
        },
        ["a payment is decided twice"] = history => history with
        {
            Order = [.. history.Order, history.Order[0]],
        },
        ["something is decided that nobody asked for"] = history => history with
        {
            Order = [.. history.Order, new Decided("nobody's", Guid.NewGuid(), "201")],
        },
        ["half of a transfer is there"] = history => history with
        {
            Movements = [history.Movements[0] with { CreditBalanceCents = 0 }, .. history.Movements.Skip(1)],
        },
        ["an answer tells another balance"] = history =>
            Answering(history, PayA, answer => answer.Replace("Cents=4000", "Cents=4001")),
        ["a payment is refused that could be paid"] = history =>
            Answering(history, PayB, _ => "409 insufficient-balance: balance 0.00, ask 7.00 in euros"),
        ["a refusal is not for that reason"] = history =>
            Answering(history, Refused, _ => "409 card-blocked: card blocked"),
        ["a caller hears another answer than the one that is kept"] = history =>
            Changing(history, Refund, call => call with { Answer = "201 monaCents=1" }),
        ["a read shows what was before a payment that was answered"] = history => Changing(
            history, ReadA,
            call => call with { Answer = "200 state=open balanceCents=5000 availableCents=5000" }),
        ["a read shows what is only decided later"] = history => Changing(
            history, ReadC,
            call => call with { InvokedAt = 1, AnsweredAt = 2 }),
        ["reads of two callers go back while the payment between them still runs"] = history =>
            GoingBack(history),
        ["payments that do not touch each other are decided against the order of time"] = history =>
            history with
            {
                Order = [history.Order[1], history.Order[0], .. history.Order.Skip(2)],
                Movements = [history.Movements[1], history.Movements[0], .. history.Movements.Skip(2)],
            },
    };

    public static TheoryData<string> Broken => [.. Breaking.Keys];

    [Fact]
    public void A_history_that_happened_is_explained() => Assert.Empty(Check(Happened()));

    [Fact]
    public void A_call_without_an_answer_is_explained_whether_it_was_done_or_not()
    {
        var done = Changing(Happened(), PayB, Lose);
        Assert.Empty(Check(done));
        var undone = done with
        {
            Order = [.. done.Order.Where(decided => decided.Key != $"{PayB}")],
            Movements = [.. done.Movements.Where(movement => movement.AmountCents != 700)],
        };
        Assert.Empty(Check(undone));
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_history_is_not_explained_when(string broken) =>
        Assert.NotEmpty(Check(Breaking[broken](Happened())));

    static IReadOnlyList<string> Check(History history) => HistoryChecker.Check(history, Ledger());

    static ReplayedLedger Ledger() =>
        new(PaperFund.Caisse, PaperFund.Facts(), PaperFund.Pins, PaperFund.Book(5000));

    /// <summary>What is asked one after the other, each answered before the next.</summary>
    static History Happened()
    {
        var (ledger, calls, order) = (Ledger(), new List<Call>(), new List<Decided>());
        foreach (var (place, ask) in Asked.Index())
        {
            var call = new Call(
                place, PaperFund.Shops[place == PayB ? 1 : 0], ask, $"{place}",
                PaperFund.Opened.AddMinutes(place), 10 + (10 * place), 15 + (10 * place), Outcome.Ok);
            if (ask.Body is null)
            {
                calls.Add(call with { Answer = ledger.Timeline.ValueAt(ask, order.Count)! });
                continue;
            }
            var id = place == Authorise ? Held : Guid.CreateVersion7();
            var answer = ledger.Decide(call, id);
            calls.Add(call with
            {
                Answer = answer,
                Outcome = answer[0] == '2' ? Outcome.Ok : Outcome.Refused,
            });
            order.Add(new Decided(call.Key, id, answer));
        }
        return new History(calls, order, ledger.Movements);
    }

    /// <summary>Another caller reads the balance after payment A and then a third the one before.</summary>
    static History GoingBack(History history)
    {
        var running = Changing(history, PayA, call => call with { InvokedAt = 1, AnsweredAt = 9 });
        var read = running.Calls[ReadA];
        return running with
        {
            Calls =
            [
                .. running.Calls,
                read with { InvokedAt = 2, AnsweredAt = 3 },
                read with
                {
                    InvokedAt = 4,
                    AnsweredAt = 5,
                    Answer = "200 state=open balanceCents=5000 availableCents=5000",
                },
            ],
        };
    }

    static Call Lose(Call call) =>
        call with { Outcome = Outcome.Unknown, AnsweredAt = long.MaxValue, Answer = "" };

    static History Changing(History history, int place, Func<Call, Call> change) => history with
    {
        Calls = [.. history.Calls.Select((call, at) => at == place ? change(call) : call)],
    };

    /// <summary>Changes an answer where it was heard and where it is kept.</summary>
    static History Answering(History history, int place, Func<string, string> change) =>
        Changing(history, place, call => call with { Answer = change(call.Answer) }) with
        {
            Order = [.. history.Order.Select(decided =>
                decided.Key == $"{place}" ? decided with { Answer = change(decided.Answer) } : decided)],
        };

    static PayAsk Pay(int shop, int card, long cents) =>
        new(PaperFund.Shops[shop], PaperFund.Cards[card], null, cents, null, IsCaptured: true);
}
