using System.Text.Json;

namespace Caisse.Demo;

/// <summary>
/// What waits when the year is over, so that whoever signs in has something to do: votes, applications, a
/// shop to accredit, amounts that a second person must agree to, a month to close.
/// </summary>
sealed class Unfinished(Gateway gateway, Notebook notebook, Fund fund)
{
    const int MonthsClosed = 11;
    const long SupplementCents = 15_000;

    internal async Task LeaveAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        await CloseMonthsAsync(now);
        await ReceiveGrantAsync(now);
        await AskToJoinAsync(now);
        await AskForSecondPersonAsync(now);
        var shop = await ApplyAsync(now);
        var nextMonth = new DateOnly(now.Year, now.Month, 1).AddMonths(2);
        var children = await fund.Committee.ProposeAsync(
            "children", "50 MonA par mois pour chaque enfant",
            "Aujourd’hui les enfants ne comptent pas dans ce que reçoit un foyer.\n\n"
            + "Deux parents avec deux enfants mangent à quatre : la proposition donne 50 MonA par enfant, "
            + "en plus de ce que reçoivent les adultes.",
            now, nextMonth, new
            {
                kind = "set_allocation_scheme",
                value = (fund.Plan.LaterAllocation ?? fund.Plan.Allocation) with
                {
                    ChildCents = 5_000,
                    ChildUnderAge = 18,
                },
            });
        await fund.Committee.OpenAsync("children", children, now.AddHours(-1), fund.Committee.SomeSeats);
        var accreditation = await fund.Committee.ProposeAsync(
            "new shop", "Conventionner la Cantine des Aresquiers",
            "La cantine cuisine des légumes de la commune et ouvre le midi.\n\n"
            + "Deux personnes du comité l’ont visitée.",
            now, nextMonth, new
            {
                kind = "accredit_point_of_sale", value = new { pointOfSaleIds = (Guid[])[shop] },
            });
        await fund.Committee.OpenAsync("new shop", accreditation, now.AddHours(-1), []);
        await fund.Committee.ProposeAsync(
            "birthday", "Fêter la première année de la caisse",
            "Un repas partagé avec les foyers et les points de vente.", now, nextMonth,
            new { kind = "none" });
    }

    /// <summary>All months but the last one, which is for the treasurer to close.</summary>
    async Task CloseMonthsAsync(DateTimeOffset now)
    {
        for (var month = 0; month < MonthsClosed; month++)
        {
            var period = Moment.Period(fund.FirstMonth.AddMonths(month));
            await OnceAsync(
                $"closing {period}", fund.Treasurer, "ledger/closings", new { period }, now);
        }
    }

    /// <summary>The next year's public grant has begun to arrive: the next month can be credited.</summary>
    async Task ReceiveGrantAsync(DateTimeOffset now)
    {
        var funder = await OnceAsync(
            "next funder", fund.Treasurer, "funders",
            new { name = $"Ville de {fund.Plan.City}", kind = "public" }, now);
        var month = fund.FirstMonth.AddYears(1);
        var grant = await OnceAsync("next grant", fund.Treasurer, "grants", new
        {
            funderId = funder.GetProperty("id").GetGuid(),
            amountCents = fund.Plan.PublicGrantEuros * 100,
            from = Moment.Day(month),
            until = Moment.Day(month.AddYears(1).AddDays(-1)),
            purpose = "Droit à l'alimentation, deuxième année",
        }, now);
        await OnceAsync(
            "next instalment", fund.Treasurer, $"grants/{grant.GetProperty("id").GetGuid()}/instalments",
            new
            {
                amountCents = fund.Plan.PublicGrantEuros * 100 / 4,
                receivedOn = Moment.Day(DateOnly.FromDateTime(now.Date)),
            },
            now);
    }

    async Task AskToJoinAsync(DateTimeOffset now)
    {
        (string First, string Last, string Street, string Birth)[] people =
        [
            ("Samira", "Bensaïd", "14 rue de la Valfère", "1991-04-12"),
            ("Théo", "Roussel", "3 place des Patriotes", "1978-11-30"),
            ("Maëlle", "Carpentier", "27 avenue de Toulouse", "2001-02-08"),
        ];
        foreach (var one in people)
        {
            await OnceAsync($"application {one.Last}", null, "applications", new
            {
                members = (object[])
                [
                    new { firstName = one.First, lastName = one.Last, birthDate = one.Birth },
                ],
                address = new
                {
                    street = one.Street, postalCode = fund.Plan.PostalCode, city = fund.Plan.City,
                },
                contact = new { email = $"{one.First}.{one.Last}@example.org".ToLowerInvariant() },
                consent = new { textVersion = "2026-1", givenAt = now },
            }, now);
        }
    }

    /// <summary>One asks for each; neither may agree to their own.</summary>
    async Task AskForSecondPersonAsync(DateTimeOffset now)
    {
        await OnceAsync("supplement left", fund.Coordinator, "supplements", new
        {
            householdId = fund.Enrolled[1].Id,
            period = Moment.Period(DateOnly.FromDateTime(now.Date)),
            amountCents = SupplementCents,
            reason = "Une naissance, inscrite après l’allocation du mois",
        }, now);
        await OnceAsync("second supplement left", fund.Treasurer, "supplements", new
        {
            householdId = fund.Enrolled[2].Id,
            period = Moment.Period(DateOnly.FromDateTime(now.Date)),
            amountCents = SupplementCents,
            reason = "Deux personnes arrivées le 3, oubliées sur la liste",
        }, now);
    }

    async Task<Guid> ApplyAsync(DateTimeOffset now)
    {
        var shop = await OnceAsync("new shop", fund.Coordinator, "points-of-sale", new
        {
            name = "Cantine des Aresquiers",
            kind = "canteen",
            place = new
            {
                street = "2 chemin des Aresquiers",
                postalCode = fund.Plan.PostalCode,
                city = fund.Plan.City,
                latitude = fund.Plan.Latitude + 0.012,
                longitude = fund.Plan.Longitude - 0.018,
            },
            hours = "lundi au vendredi, 11 h 30 à 14 h 30",
            categories = (string[])["vegetables", "fruit", "bread"],
            iban = ExampleIban.Number(fund.Shops.Count),
            legalName = "SCOP Cantine des Aresquiers",
            legalIdentifier = "200000123",
        }, now);
        return shop.GetProperty("id").GetGuid();
    }

    Task<JsonElement> OnceAsync(string what, Session? by, string path, object body, DateTimeOffset at)
    {
        var call = new Call(HttpMethod.Post, fund.At(path), body, at, Moment.Key(fund.Plan.Slug, what))
        {
            IsPatient = true,
        };
        return notebook.OnceAsync($"{fund.Plan.Slug} {what}", () => gateway.SendAsync(by, call));
    }
}
