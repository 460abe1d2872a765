namespace Caisse.Demo;

/// <summary>
/// The committee changes rules in the year: how one pays, what households receive, who may take MonA.
/// </summary>
sealed class Deciding(Fund fund)
{
    const int MonthOfPaymentRules = 1;
    const int MonthOfLaterAllocation = 6;
    const int MonthOfSuspension = 8;

    internal async Task DecideAsync(int number, DateOnly month)
    {
        if (number == MonthOfPaymentRules)
        {
            await fund.Committee.DecideAsync(
                "rates", "Épicerie à 70 %, pas de vin en MonA", Moment.At(month.AddDays(1), 18),
                month.AddDays(2), new
                {
                    kind = "set_category_rates",
                    value = new
                    {
                        rates = (object[])
                        [
                            new { category = "groceries", percent = 70 },
                            new { category = "wine", percent = 0 },
                        ],
                    },
                });
            await fund.Committee.DecideAsync(
                "payment rules", "Marchés sans réseau : 40 MonA par foyer et par jour",
                Moment.At(month.AddDays(1), 19), month.AddDays(2), new
                {
                    kind = "set_payment_rules",
                    value = new
                    {
                        largestPaymentCents = 50_000,
                        offlineFloorCents = MarketDay.FloorCents,
                        offlineGuaranteeCents = 4000,
                        recoveryPercent = 50,
                        secondPersonAboveCents = 10_000,
                    },
                });
        }
        if (number == MonthOfLaterAllocation - 1 && fund.Plan.LaterAllocation is { } later)
        {
            await fund.Committee.DecideAsync(
                "allocation", "80 MonA pour chaque personne au-delà de la première",
                Moment.At(month.AddDays(2), 18), month.AddMonths(1),
                new { kind = "set_allocation_scheme", value = later });
        }
        if (number == MonthOfSuspension && fund.Plan.SuspendsAPointOfSale)
        {
            await fund.Committee.DecideAsync(
                "suspension", "Suspension d'un point de vente", Moment.At(month.AddDays(2), 18),
                month.AddDays(14), new
                {
                    kind = "suspend_point_of_sale",
                    value = new
                    {
                        pointOfSaleId = fund.Shops[^1].Id,
                        reason = "Charte non respectée, visite du comité à venir",
                    },
                });
        }
    }
}
