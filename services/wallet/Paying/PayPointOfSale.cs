using System.Text.Json;
using Caisse.Contracts.Governance.Effects;
using Caisse.Contracts.Wallet;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Posting;

namespace Caisse.Wallet.Paying;

/// <summary>
/// A household pays a point of sale, with a card at the shop's till or from its own session.
/// </summary>
static class PayPointOfSale
{
    const int MostLines = 100;

    internal sealed record PayRequest(
        Guid PointOfSaleId, MeansRequest Means, long? AmountCents = null,
        IReadOnlyList<BasketLine>? Basket = null);

    internal sealed record MeansRequest(Guid? Household = null, string? Card = null, string? Pin = null);

    internal sealed record PayAnswer(
        Guid Id, string State, long MonaCents, long EurosCents, long BalanceCents,
        IReadOnlyList<PaidLine>? Lines);

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapPost("/payments", HandleAsync)
        .Describe(nameof(PayPointOfSale), "Pay a point of sale: an amount, or a basket by category.")
        .Creates()
        .Allow(Grants.Till, Grants.Member, Grants.Delegate);

    static async Task<Answer<PayAnswer>> HandleAsync(
        PayRequest request, IdempotencyKey key, Caller caller, Database database, Caisses caisses,
        MeansOfPayment means, CaisseMetrics metrics, CancellationToken cancel)
    {
        if ((Invalid(request) ?? NotTheirs(request, caller)) is { } refused)
        {
            return refused;
        }
        if (await caisses.FindAsync(caller.Caisse, cancel) is not { } caisse)
        {
            return Refusal.NoSuchCaisse(caller.Caisse);
        }
        var answer = await key.OnceAsync(
            database, caller, request, work => PayAsync(work, request, caller, caisse, means), cancel);
        metrics.Payment(caller.Caisse, answer.Outcome, answer.Value?.MonaCents ?? 0);
        return answer;
    }

    static Refusal? Invalid(PayRequest request)
    {
        var check = new Check().Id(request.PointOfSaleId, "pointOfSaleId")
            .That(
                request.Means.Household is null != request.Means.Card is null,
                "means", "must be either a household or a card.")
            .That(
                request.Means.Card is null || request.Means.Card.Length <= Check.LongestText,
                "means.card", "is too long.")
            .That(
                request.AmountCents is null != request.Basket is null,
                "amountCents", "must be given, or a basket, and not both.")
            .Count(request.Basket ?? [new BasketLine("", 0)], 1, MostLines, "basket");
        if (request.AmountCents is { } amountCents)
        {
            check.PositiveCents(amountCents, "amountCents");
        }
        foreach (var line in request.Basket ?? [])
        {
            // JSON may put null into a list whatever the type of its items.
            check.Text(line?.Category, "basket.category")
                .PositiveCents(line?.AmountCents ?? 0, "basket.amountCents");
        }
        return check.Problem;
    }

    static Refusal? NotTheirs(PayRequest request, Caller caller) => caller.PointOfSaleId switch
    {
        null when request.Means.Card is not null => new Refusal(
            StatusCodes.Status403Forbidden, "not-allowed", "Cards are read by the tills of points of sale."),
        { } at when at != request.PointOfSaleId => new Refusal(
            StatusCodes.Status403Forbidden, "not-your-point-of-sale",
            "This till stands at another point of sale."),
        { } when request.Means.Card is null => new Refusal(
            StatusCodes.Status403Forbidden, "not-allowed",
            "A till takes cards; a household pays from its own session."),
        _ => null,
    };

    static async Task<Answer<PayAnswer>> PayAsync(
        Work work, PayRequest request, Caller caller, KnownCaisse caisse, MeansOfPayment means)
    {
        var day = caisse.DayOf(work.Now);
        var rules = await work.OneAsync<RulesRow>(ReadRules, new { work.Caisse, request.PointOfSaleId, day });
        if (!rules.IsKnown)
        {
            return Refusal.NotFound("point of sale", request.PointOfSaleId);
        }
        if (TillPayment.RefuseStanding(rules.Standing, day, request.Basket) is { } standing)
        {
            return standing;
        }
        var (householdId, refused) = request.Means.Card is { } card
            ? await means.CheckCardAsync(work, card, request.Means.Pin, caisse)
            : await MeansOfPayment.CheckSessionAsync(work, caller, request.Means.Household!.Value);
        return refused is not null ? refused : await MoveAsync(work, request, householdId, rules);
    }

    static async Task<Answer<PayAnswer>> MoveAsync(
        Work work, PayRequest request, Guid householdId, RulesRow rules)
    {
        var accounts = await Ledger.LockAsync(work, householdId, request.PointOfSaleId);
        var wallet = accounts[householdId];
        var (accepted, refused) = TillPayment.Decide(
            wallet.AvailableCents, request.AmountCents, request.Basket,
            BasketSplit.ByCategory(rules.CategoryRates));
        if (accepted is null)
        {
            return refused!;
        }
        var movement = Movement.Decide(wallet, accounts[request.PointOfSaleId], accepted.MonaCents)!;
        var paymentId = Guid.CreateVersion7();
        await Ledger.PostAsync(
            work, movement,
            new TransferDetails(paymentId, "payment", accepted.MonaCents, paymentId, work.Now));
        await work.ExecuteAsync(InsertPayment, new
        {
            work.Caisse,
            paymentId,
            householdId,
            request.PointOfSaleId,
            accepted.MonaCents,
            accepted.EurosCents,
            Lines = accepted.Lines is null
                ? null
                : JsonSerializer.Serialize(accepted.Lines, CaisseJson.Events),
            work.Now,
        });
        await work.PublishAsync(new PaymentCaptured(
            work.Caisse, paymentId, householdId, request.PointOfSaleId, accepted.MonaCents,
            accepted.EurosCents, work.Now));
        return new Answer<PayAnswer>
        {
            Value = new PayAnswer(
                paymentId, "captured", accepted.MonaCents, accepted.EurosCents, movement.Debit.BalanceCents,
                accepted.Lines),
            Location = $"/v1/caisses/{work.Caisse}/payments/{paymentId}",
        };
    }

    /// <summary>Properties instead of a constructor: Dapper finds no constructor for arrays.</summary>
    sealed record RulesRow
    {
        public bool IsKnown { get; init; }

        public string? State { get; init; }

        public DateOnly? Since { get; init; }

        public DateOnly? Until { get; init; }

        public string[]? Categories { get; init; }

        public string? Rates { get; init; }

        internal Standing? Standing =>
            State is null ? null : new Standing(State, Since!.Value, Until, Categories!);

        internal SetCategoryRates? CategoryRates =>
            Rates is null ? null : JsonSerializer.Deserialize<SetCategoryRates>(Rates, CaisseJson.Events);
    }

    const string ReadRules =
        """
        select account.account_id is not null as is_known, standing.state, standing.since, standing.until,
               standing.categories, rates.rates::text
        from (select 1) as once
        left join account on account.caisse_id = @Caisse and account.account_id = @PointOfSaleId
                         and account.kind = 'point_of_sale'
        left join lateral (
            select state, since, until, categories from accreditation
            where caisse_id = @Caisse and point_of_sale_id = @PointOfSaleId and since <= @day
            order by since desc, version desc limit 1) as standing on true
        left join lateral (
            select rates from category_rates where caisse_id = @Caisse and in_force_from <= @day
            order by in_force_from desc, number desc limit 1) as rates on true
        """;

    const string InsertPayment =
        """
        insert into payment (
            caisse_id, payment_id, household_id, point_of_sale_id, mona_cents, euros_cents, lines, paid_at)
        values (
            @Caisse, @paymentId, @householdId, @PointOfSaleId, @MonaCents, @EurosCents, @Lines::jsonb, @Now)
        """;
}
