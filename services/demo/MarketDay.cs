using System.Security.Cryptography;
using System.Text.Json;
using Caisse.TillSimulator;

namespace Caisse.Demo;

/// <summary>
/// A market without network: a few stalls take cards all morning, on tills that sign and count, and send what
/// they took once they are back, some of it twice. Half of them are back late: what wallets lack by then the
/// fund answers for.
/// </summary>
sealed class MarketDay(Gateway gateway, Notebook notebook, Fund fund)
{
    const int Stalls = 4;
    const int CustomersPerStall = 15;
    const int SentAtOnce = 10;
    const int DaysBefore = 4;
    const int SmallestCents = 800;
    const int LargestCents = 4500;

    /// <summary>What the committee has decided that a till may take of a card in a day.</summary>
    internal const long FloorCents = 4000;

    /// <summary>What the fund answered.</summary>
    internal sealed record Answers(
        int Applied, int Refused, long MonaCents, long GuaranteedCents, long UnpaidCents)
    {
        internal long TakenCents => MonaCents + GuaranteedCents + UnpaidCents;

        /// <summary>Both together.</summary>
        public static Answers operator +(Answers one, Answers other) => new(
            one.Applied + other.Applied, one.Refused + other.Refused, one.MonaCents + other.MonaCents,
            one.GuaranteedCents + other.GuaranteedCents, one.UnpaidCents + other.UnpaidCents);
    }

    sealed record Stall(int Number, Shop Shop, Guid TillId, Session Till, string Key);

    /// <summary>Holds the market on a month's first Saturday after the allocation.</summary>
    /// <param name="month">The month.</param>
    /// <param name="areLate">Whether of the stalls that are back on the network only as it ends.</param>
    internal async Task<Answers> HoldAsync(DateOnly month, bool areLate)
    {
        var from = month.AddDays(DaysBefore);
        var day = from.AddDays(DayOfWeek.Saturday - from.DayOfWeek);
        var back = areLate ? month.AddMonths(1).AddDays(-1) : day;
        var total = new Answers(0, 0, 0, 0, 0);
        for (var number = areLate ? 1 : 0; number < Math.Min(Stalls, fund.Shops.Count); number += 2)
        {
            var stall = await SetUpAsync(number, day);
            var taken = await notebook.OnceAsync(
                $"{fund.Plan.Slug} market {Moment.Day(day)} {number}",
                () => Task.FromResult(Sell(stall, day)));
            total += await SendAsync(stall, taken, Moment.At(back, 15));
        }
        return total;
    }

    /// <summary>A till of its own for each market: its count begins at 1.</summary>
    async Task<Stall> SetUpAsync(int number, DateOnly day)
    {
        var what = $"market till {Moment.Day(day)} {number}";
        var pem = await notebook.OnceAsync($"{fund.Plan.Slug} key of {what}", () =>
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return Task.FromResult(made.ExportPkcs8PrivateKeyPem());
        });
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        var shop = fund.Shops[number];
        var till = await notebook.OnceAsync($"{fund.Plan.Slug} {what}", () => gateway.SendAsync(
            fund.Coordinator,
            new Call(
                HttpMethod.Post, fund.At($"points-of-sale/{shop.Id}/tills"),
                new { name = "Terminal de marché", devicePublicKey = OfflineTill.PublicKeyOf(key) },
                Moment.At(day.AddDays(-1), 18), Moment.Key(fund.Plan.Slug, what))));
        return new Stall(number, shop, till.GetProperty("id").GetGuid(), Session.OfTill(till), pem);
    }

    /// <summary>
    /// A morning's payments. Nothing of them has left the till before they are written down here, so an
    /// interrupted morning is held again from its beginning.
    /// </summary>
    List<SignedPayment> Sell(Stall stall, DateOnly day)
    {
        var random = new Random(fund.Plan.Seed + stall.Number);
        var queue = Path.Combine(notebook.Folder, $"market-{Guid.NewGuid():N}.jsonl");
        using var key = ECDsa.Create();
        key.ImportFromPem(stall.Key);
        // From an hour slow to an hour fast: nobody sets the clock of a till.
        var error = TimeSpan.FromMinutes(-60 + (120.0 * stall.Number / (Stalls - 1)));
        var clock = new MarketClock(Moment.At(day, 8 + (random.NextDouble() / 2)) + error);
        using var till = new OfflineTill(
            key, new TillPlace(fund.Plan.Slug, stall.TillId, stall.Shop.Id, FloorCents), queue, clock);
        var customers = fund.Enrolled.Values.OrderBy(household => household.Id).ToList();
        for (var customer = 0; customer < CustomersPerStall; customer++)
        {
            clock.Now += TimeSpan.FromMinutes(random.Next(3, 15));
            till.Take(
                customers[random.Next(customers.Count)].CardToken, random.Next(SmallestCents, LargestCents));
        }
        List<SignedPayment> taken = [.. till.Waiting];
        File.Delete(queue);
        return taken;
    }

    /// <summary>
    /// Back on the network: the last part first, then the counts that the fund says are missing, and all of
    /// it once more, since an answer may have been lost.
    /// </summary>
    async Task<Answers> SendAsync(Stall stall, List<SignedPayment> taken, DateTimeOffset at)
    {
        var answers = new Dictionary<long, JsonElement>();
        var missing = await SendPartAsync(stall, taken.TakeLast(SentAtOnce), at, answers);
        await SendPartAsync(stall, taken.Where(payment => missing.Contains(payment.Counter)), at, answers);
        foreach (var part in taken.Chunk(SentAtOnce))
        {
            missing = await SendPartAsync(stall, part, at, answers);
        }
        var came = answers.Values.Select(CameOf).Aggregate((sum, one) => sum + one);
        return missing.Count == 0 && came.TakenCents == taken.Sum(payment => payment.AmountCents)
            ? came
            : throw new InvalidOperationException(
                $"Till {stall.TillId} took other payments than the fund answers for: {came}");
    }

    /// <summary>Notes the answers; the counts that the fund misses.</summary>
    async Task<List<long>> SendPartAsync(
        Stall stall, IEnumerable<SignedPayment> part, DateTimeOffset at,
        Dictionary<long, JsonElement> answers)
    {
        SignedPayment[] payments = [.. part];
        if (payments.Length == 0)
        {
            return [];
        }
        var reply = await gateway.SendAsync(stall.Till, new Call(
            HttpMethod.Post, fund.At("offline-payments"), new { tillId = stall.TillId, payments }, at)
        {
            IsPatient = true,
        });
        foreach (var answer in reply.GetProperty("payments").EnumerateArray())
        {
            answers[answer.GetProperty("counter").GetInt64()] = answer;
        }
        return [.. reply.GetProperty("missingCounters").EnumerateArray().Select(count => count.GetInt64())];
    }

    static Answers CameOf(JsonElement answer)
    {
        var isApplied = answer.GetProperty("state").GetString() == "applied";
        return new Answers(
            isApplied ? 1 : 0, isApplied ? 0 : 1, answer.GetProperty("monaCents").GetInt64(),
            answer.GetProperty("guaranteedCents").GetInt64(), answer.GetProperty("unpaidCents").GetInt64());
    }

    /// <summary>The clock of a till on the day of the market.</summary>
    sealed class MarketClock(DateTimeOffset start) : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = start;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
