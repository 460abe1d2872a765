using Caisse.Support;
using Caisse.Wallet.Domain;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>
/// Calls at random, as its seed says: pays, authorises, ends authorisations, refunds and reads, now and then
/// twice at once or without waiting for the answer. What it does not know it asks again with the same key.
/// </summary>
sealed class RandomCaller(Playground playground, HttpClient till, int number, int seed)
{
    const int MostKnownPayments = 12;
    const int LongestPatienceMilliseconds = 12;

    /// <summary>Whatever is killed is back by then, on a busy machine too.</summary>
    static readonly TimeSpan LongestOutage = TimeSpan.FromMinutes(2);

    static readonly string[] Categories = ["one heart", "two hearts", "wine"];

    readonly Random random = new(seed);
    readonly Guid shop = playground.ShopIds[number % playground.ShopIds.Count];

    /// <summary>So many calls, or fewer when it is told to end before.</summary>
    internal async Task CallAsync(int times, CancellationToken ending)
    {
        for (var time = 0; time < times && !ending.IsCancellationRequested; time++)
        {
            var call = new Call(
                number, shop, Next(), $"{number}-{time}", Playground.SomeInstant(random), InvokedAt: 0);
            switch (random.Next(12))
            {
                case 0:
                    Learn(await AskUntilKnownAsync(call, hurried: true));
                    break;
                case 1 when call.Ask.Body is not null:
                    await Task.WhenAll(AskUntilKnownAsync(call), AskUntilKnownAsync(call));
                    break;
                default:
                    Learn(await AskUntilKnownAsync(call));
                    break;
            }
        }
    }

    Ask Next() => (random.Next(20), SomePayment()) switch
    {
        ( < 5, _) or ( < 14, null) => Pay(isCaptured: true),
        ( < 8, _) => Pay(isCaptured: false),
        ( < 10, { } payment) => new CaptureAsk(payment, SomeAmount()),
        (10, { } payment) => new VoidAsk(payment),
        ( < 13, { } payment) => new RefundAsk(payment, SomeAmount(), null),
        (13, { } payment) => new RefundAsk(payment, null, [random.Next(3)]),
        (14, { } payment) => new ReadPaymentAsk(payment),
        ( < 17, _) => new ReadEntriesAsk(SomeWallet()),
        _ => new ReadWalletAsk(SomeWallet()),
    };

    PayAsk Pay(bool isCaptured)
    {
        var wallet = random.Next(playground.Cards.Count);
        var pin = wallet < playground.Cards.Count - 1 ? null : random.Next(4) > 0 ? Playground.Pin : "9999";
        var basket = random.Next(3) > 0 ? null : Enumerable.Range(0, random.Next(1, 4))
            .Select(_ => new BasketLine(Categories[random.Next(Categories.Length)], random.Next(1, 600)))
            .ToArray();
        return new PayAsk(
            shop, playground.Cards[wallet], pin, basket is null ? random.Next(1, 900) : null, basket,
            isCaptured);
    }

    Guid SomeWallet() => playground.Wallets[random.Next(playground.Wallets.Count)];

    long? SomeAmount() => random.Next(2) == 0 ? null : random.Next(1, 500);

    /// <summary>One of the latest payments that anyone at this point of sale has heard of.</summary>
    Guid? SomePayment()
    {
        var known = playground.Payments.GetOrAdd(shop, _ => []).TakeLast(MostKnownPayments).ToList();
        return known.Count == 0 ? null : known[random.Next(known.Count)];
    }

    void Learn(Call answered)
    {
        if (answered.Ask is PayAsk && answered.Outcome == Outcome.Ok)
        {
            playground.Payments.GetOrAdd(shop, _ => []).Enqueue(answered.Id);
        }
    }

    async Task<Call> AskUntilKnownAsync(Call call, bool hurried = false)
    {
        var answered = await AskAsync(call, hurried ? random.Next(LongestPatienceMilliseconds) : null);
        return answered.Outcome != Outcome.Unknown ? answered : await Eventually.GetAsync<Call>(
            $"{call} is answered", async () => await AskAsync(call, null),
            again => again.Outcome != Outcome.Unknown, LongestOutage);
    }

    async Task<Call> AskAsync(Call call, int? patienceMilliseconds)
    {
        using var patience = new CancellationTokenSource();
        if (patienceMilliseconds is { } limit)
        {
            patience.CancelAfter(limit);
        }
        return await playground.Recorder.AskAsync(
            call,
            cancel => till.SendJsonAsync(
                call.Ask.Body is null ? HttpMethod.Get : HttpMethod.Post, Fund.Root + call.Ask.Path,
                call.Ask.Body, call.Ask.Body is null ? null : call.Key, call.At, cancel: cancel),
            patience.Token);
    }
}
