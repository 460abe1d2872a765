using System.Globalization;
using System.Text.Json;

namespace Caisse.Demo;

/// <summary>
/// Founds a caisse and prepares its first month: staff, first households, points of sale,
/// committee, accreditation.
/// </summary>
sealed class Founding(
    Gateway gateway, Notebook notebook, Session platformOperator, FundPlan plan, DateOnly firstMonth)
{
    static readonly string[] ShopKinds = ["shop", "market_stall", "shop", "canteen"];
    static readonly string[] Categories =
        ["vegetables", "fruit", "bread", "dairy", "eggs", "meat", "groceries", "wine"];

    readonly Inviting inviting = new(gateway, notebook, plan, platformOperator);

    /// <summary>Three weeks before the first month, at nine in the morning.</summary>
    readonly DateTimeOffset start = Moment.At(firstMonth.AddDays(-21), 9);

    internal async Task<Fund> RunAsync()
    {
        Console.WriteLine(
            $"Founding {plan.Slug}: {plan.Households} households, {plan.PointsOfSale} points of sale, " +
            $"{plan.CommitteeSeats} seats.");
        await OnceAsync("founded", platformOperator, "", new
        {
            slug = plan.Slug,
            name = plan.Name,
            territory = plan.City,
            timeZone = "Europe/Paris",
            legalName = $"Association de préfiguration {plan.City}",
            legalIdentifier = "123 456 789",
            iban = plan.Iban,
            foundingRules = (object[])
            [
                new { kind = "set_allocation_scheme", value = plan.Allocation },
                new { kind = "set_contribution_scheme", value = plan.Contribution },
                new { kind = "set_backing_ratio", value = new { percent = 100 } },
                new { kind = "set_settlement_terms", value = new { feeBasisPoints = 0 } },
            ],
        });
        var coordinator = await inviting.InviteAsync(
            platformOperator, plan.Staff.Coordinator, "coordinator", start);
        var treasurer = await inviting.InviteAsync(
            platformOperator, plan.Staff.Treasurer, "treasurer", start);
        var shops = await OpenShopsAsync(coordinator);
        var publicGrant = await PromiseAsync(treasurer, "public", plan.PublicGrantEuros);
        var privateGrant = plan.PrivateGrantEuros > 0
            ? await PromiseAsync(treasurer, "private", plan.PrivateGrantEuros)
            : (Guid?)null;
        var planned = new Population(plan, firstMonth, new Territory()).Households();
        var committee = new Committee(gateway, notebook, plan, coordinator);
        var fund = new Fund(
            plan, firstMonth, coordinator, treasurer, planned, shops, committee, publicGrant, privateGrant)
        {
            Inviting = inviting,
        };
        await new Enrolling(gateway, notebook, fund).UpToAsync(plan.HouseholdsIn(0), firstMonth, start);
        await SeatCommitteeAsync(fund);
        await fund.Committee.DecideAsync(
            "accreditation", "Conventionnement des premiers points de vente", start.AddDays(3),
            firstMonth.AddDays(-10), new
            {
                kind = "accredit_point_of_sale",
                value = new { pointOfSaleIds = shops.Select(shop => shop.Id) },
            });
        return fund;
    }

    async Task<IReadOnlyList<Shop>> OpenShopsAsync(Session coordinator)
    {
        var random = new Random(plan.Seed);
        var shops = new List<Shop>();
        for (var number = 0; number < plan.PointsOfSale; number++)
        {
            var isProducer = number % 2 == 0;
            var shop = await OnceAsync($"shop {number}", coordinator, $"{plan.Slug}/points-of-sale", new
            {
                name = $"{(isProducer ? "Ferme" : "Épicerie")} n° {number + 1}",
                kind = isProducer ? "producer" : ShopKinds[number / 2 % ShopKinds.Length],
                place = new
                {
                    street = $"{number + 1} rue du Marché",
                    postalCode = plan.PostalCode,
                    city = plan.City,
                    latitude = plan.Latitude + (random.NextDouble() * 0.08) - 0.04,
                    longitude = plan.Longitude + (random.NextDouble() * 0.08) - 0.04,
                },
                hours = "mardi au samedi, 9 h à 19 h",
                categories = Categories,
                iban = ExampleIban.Number(number),
                legalName = $"Point de vente {number + 1}",
                legalIdentifier = (100_000_000 + number).ToString(CultureInfo.InvariantCulture),
            });
            var id = shop.GetProperty("id").GetGuid();
            var till = await OnceAsync(
                $"till {number}", coordinator, $"{plan.Slug}/points-of-sale/{id}/tills",
                new { name = "Terminal 1" });
            shops.Add(new Shop(id, Session.OfTill(till)));
        }
        return shops;
    }

    async Task<Guid> PromiseAsync(Session treasurer, string kind, long euros)
    {
        var funder = await OnceAsync(
            $"{kind} funder", treasurer, $"{plan.Slug}/funders", new { name = $"Financeur {kind}", kind });
        var grant = await OnceAsync($"{kind} grant", treasurer, $"{plan.Slug}/grants", new
        {
            funderId = funder.GetProperty("id").GetGuid(),
            amountCents = euros * 100,
            from = Moment.Day(firstMonth),
            until = Moment.Day(firstMonth.AddYears(1).AddDays(-1)),
            purpose = "Droit à l'alimentation",
        });
        return grant.GetProperty("id").GetGuid();
    }

    /// <summary>The committee is drawn by lot; whoever is drawn is invited to the portal.</summary>
    async Task SeatCommitteeAsync(Fund fund)
    {
        var bodyId = await fund.Committee.FoundAsync(start);
        var drawing = new Drawing(gateway, notebook, fund);
        var draw = await drawing.DrawAsync(bodyId, start);
        var homes = fund.Enrolled.SelectMany(home => home.Value.MemberIds.Select(id => (id, home.Key)))
            .ToDictionary();
        var seated = new List<(Guid PersonId, Session Session)>();
        foreach (var personId in await drawing.SeatedAsync(draw, start.AddDays(2)))
        {
            var session = await inviting.InviteAsync(
                fund.Coordinator, fund.NameOf(personId), "member", start, personId);
            fund.Phones[homes[personId]] = session;
            seated.Add((personId, session));
        }
        await fund.Committee.SeatAsync(draw, seated, start.AddDays(2));
    }

    Task<JsonElement> OnceAsync(string what, Session session, string path, object body)
    {
        var key = Moment.Key(plan.Slug, what);
        var call = new Call(HttpMethod.Post, path, body, start, key) { IsPatient = true };
        return notebook.OnceAsync($"{plan.Slug} {what}", () => gateway.SendAsync(session, call));
    }
}
