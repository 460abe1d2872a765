using Caisse.Contributions.Domain;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Backing;

/// <summary>
/// Shows where the fund stands: its euros, the MonA behind them, its income and how long it lasts.
/// </summary>
static class ReadFund
{
    internal sealed record Backing(int RequiredPercent, decimal? RatioPercent, long CoveredCents);

    internal sealed record Income(
        long ContributionsCents, long PublicGrantsCents, long PrivateGrantsCents, long FeesCents);

    internal sealed record Fund(
        long CashCents, long PromisedCents, long OutstandingMonaCents, long ReservedCents, Backing Backing,
        Income IncomeBySource, long PaidToPointsOfSaleCents, decimal? ContributionsSharePercent,
        decimal? RunwayMonths);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/fund", HandleAsync)
            .Describe(nameof(ReadFund), "Cash, promises, outstanding MonA, backing, income, runway.")
            .Allow(Grants.Treasurer, Grants.Coordinator, Grants.Funder, Grants.ReadFund);

    static async Task<Answer<Fund>> HandleAsync(
        Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var today = work.Today;
        var balances = await FundBalances.ReadAsync(work, today);
        var ratio = await work.RuleOnAsync(today, SetBackingRatio.UntilDecided);
        var lastMonthsCents = await work.ListAsync<long>(ReadLastAllocations, new { work.Caisse });
        var paidCents = await work.OneAsync<long>(ReadPaid, new { work.Caisse });
        return Describe(balances, ratio.Percent, lastMonthsCents, paidCents);
    }

    static Fund Describe(
        FundBalances balances, int requiredPercent, IReadOnlyList<long> lastMonthsCents, long paidCents)
    {
        var income = new Income(
            balances.ContributionsCents, balances.PublicGrantsCents, balances.PrivateGrantsCents,
            balances.FeesCents);
        var incomeCents = income.ContributionsCents + income.PublicGrantsCents + income.PrivateGrantsCents
            + income.FeesCents;
        // A settlement may be heard before the run that issued its MonA is: then part of what is reserved is
        // spent already.
        var spentBeforeHeardCents = Math.Min(balances.InCirculationCents, 0);
        return new Fund(
            balances.CashCents,
            balances.PromisedCents,
            balances.InCirculationCents - spentBeforeHeardCents,
            balances.ReservedCents + spentBeforeHeardCents,
            new Backing(
                requiredPercent,
                Percentages.Of(balances.CashCents, balances.OutstandingCents),
                Math.Clamp(balances.CashCents, 0, Math.Max(balances.OutstandingCents, 0))),
            income,
            paidCents,
            Percentages.Of(income.ContributionsCents, incomeCents),
            Percentages.RunwayMonths(balances.CashCents, lastMonthsCents));
    }

    const string ReadLastAllocations =
        """
        select sum(issued_cents)::bigint
        from reservation where caisse_id = @Caisse and state = 'completed'
        group by period order by period desc limit 3
        """;

    const string ReadPaid =
        "select coalesce(sum(net_cents), 0)::bigint from settlement where caisse_id = @Caisse";
}
