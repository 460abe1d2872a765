namespace Caisse.Demo;

/// <summary>How a purchase is paid.</summary>
enum Means
{
    /// <summary>The till reads a card.</summary>
    Card,

    /// <summary>Someone shows a code, which the till reads.</summary>
    ShownCode,

    /// <summary>The till shows what it asks for, and someone pays it with their telephone.</summary>
    TillsCode,
}

/// <summary>A purchase to be made.</summary>
sealed record Purchase(
    string Name, int Household, int Shop, long AmountCents, DateTimeOffset At, bool IsReturned,
    bool IsBasket, Means Means);

/// <summary>What a month of shopping came to.</summary>
/// <param name="Payments">Purchases paid in MonA.</param>
/// <param name="Refunds">Of which given back.</param>
/// <param name="Refusals">Payments refused at first.</param>
sealed record Shopped(int Payments, int Refunds, int Refusals)
{
    /// <summary>Both together.</summary>
    public static Shopped operator +(Shopped one, Shopped other) =>
        new(one.Payments + other.Payments, one.Refunds + other.Refunds, one.Refusals + other.Refusals);
}

/// <summary>
/// People go shopping: about eight times a month, on market days and after work, for what they have.
/// </summary>
sealed class Shopping(Gateway gateway, Notebook notebook, Fund fund)
{
    const int MeanPurchases = 8;
    const int FirstDay = 4;
    const int AtOnce = 16;
    const int OneInSoManyIsABasket = 6;

    /// <summary>Share of its balance that a household spends within the month, on average.</summary>
    const double MeanSpent = 0.97;

    static readonly Means[] EveryMeans = Enum.GetValues<Means>();
    static readonly double[] WeightOfHour = [1, 3, 4, 4, 1, 1, 2, 3, 5, 4]; // from 9 to 18 o'clock
    static readonly Dictionary<DayOfWeek, double> WeightOfDay = new()
    {
        [DayOfWeek.Monday] = 0.5, [DayOfWeek.Tuesday] = 1, [DayOfWeek.Wednesday] = 1.3,
        [DayOfWeek.Thursday] = 1,
        [DayOfWeek.Friday] = 1.4, [DayOfWeek.Saturday] = 2.5, [DayOfWeek.Sunday] = 0.3,
    };

    /// <summary>Makes the purchases of a month in the order of their instants.</summary>
    internal async Task<Shopped> RunAsync(DateOnly month, IReadOnlyDictionary<int, long> balancesCents)
    {
        var purchases = balancesCents.SelectMany(household => Plan(month, household.Key, household.Value))
            .OrderBy(purchase => purchase.At).ToList();
        var (payments, refunds, refusals) = (0, 0, 0);
        var limit = new ParallelOptions { MaxDegreeOfParallelism = AtOnce };
        await Parallel.ForEachAsync(purchases, limit, async (purchase, _) =>
        {
            var came = await BuyAsync(purchase);
            Interlocked.Add(ref payments, came.Payments);
            Interlocked.Add(ref refunds, came.Refunds);
            Interlocked.Add(ref refusals, came.Refusals);
        });
        return new Shopped(payments, refunds, refusals);
    }

    IEnumerable<Purchase> Plan(DateOnly month, int household, long balanceCents)
    {
        var random = new Random(HashCode(fund.Plan.Seed, month.Year, month.Month, household));
        var sizes = Enumerable.Range(0, MeanPurchases - 3 + random.Next(7))
            .Select(_ => 0.3 + Math.Pow(random.NextDouble(), 2)).ToList();
        var spent = balanceCents * (MeanSpent + ((random.NextDouble() - 0.5) * 0.1));
        return sizes.Select((size, number) => new Purchase(
            $"purchase {Moment.Period(month)} {household} {number}", household, random.Next(fund.Shops.Count),
            Math.Max(50, (long)(spent * size / sizes.Sum())), Instant(month, random), random.Next(100) == 0,
            random.Next(OneInSoManyIsABasket) == 0,
            fund.Phones.ContainsKey(household) ? EveryMeans[random.Next(EveryMeans.Length)] : Means.Card));
    }

    /// <summary>HashCode.Combine differs from process to process; the demonstration must not.</summary>
    static int HashCode(params int[] parts) =>
        parts.Aggregate(17, (hash, part) => unchecked((hash * 31) + part));

    static DateTimeOffset Instant(DateOnly month, Random random)
    {
        var days = Enumerable.Range(FirstDay, DateTime.DaysInMonth(month.Year, month.Month) - FirstDay + 1)
            .Select(day => new DateOnly(month.Year, month.Month, day)).ToList();
        var day = days[Draw([.. days.Select(day => WeightOfDay[day.DayOfWeek])], random)];
        return Moment.At(day, 8 + Draw(WeightOfHour, random) + random.NextDouble());
    }

    static int Draw(double[] weights, Random random)
    {
        var left = random.NextDouble() * weights.Sum();
        return Array.FindIndex(weights, weight => (left -= weight) <= 0);
    }

    /// <summary>
    /// A cashier who is told "balance 8.40" asks for that; a household whose shop is
    /// suspended goes to the next.
    /// </summary>
    async Task<Shopped> BuyAsync(Purchase purchase)
    {
        var (shop, amount) = (purchase.Shop, purchase.AmountCents);
        for (var attempt = 0; ; attempt++)
        {
            var reply = await PayAsync(purchase, shop, amount, attempt);
            if (reply.IsSuccess)
            {
                var refunds = purchase.IsReturned
                    ? await ReturnAsync(purchase, shop, reply.Json.GetProperty("id").GetGuid())
                    : 0;
                return new Shopped(1, refunds, attempt);
            }
            switch (reply.ProblemType)
            {
                case "insufficient-balance"
                    when reply.Json.GetProperty("balanceCents").GetInt64() is var left && left > 0:
                    amount = left;
                    break;
                case "insufficient-balance": return new Shopped(0, 0, attempt + 1);
                case "point-of-sale-suspended": shop = (shop + 1) % fund.Shops.Count; break;
                default: throw new InvalidOperationException($"{purchase.Name}: {reply.Json}");
            }
        }
    }

    async Task<Reply> PayAsync(Purchase purchase, int shop, long amountCents, int attempt)
    {
        var (at, till) = (fund.Shops[shop], fund.Shops[shop].Till);
        var household = fund.Enrolled[purchase.Household];
        var name = $"{purchase.Name} {attempt}";
        var isBasket = purchase.IsBasket && attempt == 0;
        var asked = new
        {
            pointOfSaleId = at.Id,
            amountCents = isBasket ? (long?)null : amountCents,
            basket = isBasket ? Basket(amountCents) : null,
        };
        switch (purchase.Means)
        {
            case Means.ShownCode:
                var code = await notebook.OnceAsync($"{fund.Plan.Slug} code {name}", async () =>
                    (await gateway.SendAsync(fund.Phones[purchase.Household], new Call(
                        HttpMethod.Post, fund.At($"wallets/{household.Id}/qr"), null, purchase.At)))
                    .GetProperty("code").GetString()!);
                return await SendAsync(till, new
                {
                    asked.pointOfSaleId, asked.amountCents, asked.basket, means = new { qr = code },
                });
            case Means.TillsCode:
                var request = await gateway.TrySendAsync(
                    till, new Call(HttpMethod.Post, fund.At("payment-requests"), asked, purchase.At));
                if (!request.IsSuccess)
                {
                    return request;
                }
                var paymentRequestId = await notebook.OnceAsync(
                    $"{fund.Plan.Slug} request {name}",
                    () => Task.FromResult(request.Json.GetProperty("id").GetGuid()));
                return await SendAsync(fund.Phones[purchase.Household], new
                {
                    asked.pointOfSaleId, paymentRequestId, means = new { household = household.Id },
                });
            default:
                return await SendAsync(till, new
                {
                    asked.pointOfSaleId, asked.amountCents, asked.basket,
                    means = new { card = household.CardToken },
                });
        }

        Task<Reply> SendAsync(Session payer, object body) => gateway.TrySendAsync(payer, new Call(
            HttpMethod.Post, fund.At("payments"), body, purchase.At, Moment.Key(fund.Plan.Slug, name)));
    }

    /// <summary>Half vegetables, the rest dairy, groceries and a little wine.</summary>
    static IEnumerable<object> Basket(long cents)
    {
        var (vegetables, dairy, wine) = (cents / 2, cents / 5, cents / 10);
        (string Category, long AmountCents)[] lines =
        [
            ("vegetables", vegetables), ("dairy", dairy), ("wine", wine),
            ("groceries", cents - vegetables - dairy - wine),
        ];
        return lines.Select(line => new { category = line.Category, amountCents = line.AmountCents });
    }

    async Task<int> ReturnAsync(Purchase purchase, int shop, Guid paymentId)
    {
        await gateway.SendAsync(fund.Shops[shop].Till, new Call(
            HttpMethod.Post, fund.At($"payments/{paymentId}/refunds"), new { }, purchase.At.AddMinutes(20),
            Moment.Key(fund.Plan.Slug, $"{purchase.Name} refund")));
        return 1;
    }
}
