using Caisse.Contracts;
using Caisse.Contributions.Contributing.KnowingHouseholds;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.Collecting;

/// <summary>Shows what a household owed, paid and still owes, period by period.</summary>
static class ReadHouseholdContributions
{
    internal sealed record PeriodContributions(
        Period Period, long DueCents, long PaidCents, long ArrearsCents);

    /// <summary>
    /// All periods and their sums; what was paid too much for one period does not pay another.
    /// </summary>
    internal sealed record HouseholdContributions(
        Guid HouseholdId, IReadOnlyList<PeriodContributions> Periods, long DueCents, long PaidCents,
        long ArrearsCents);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/households/{householdId:guid}/contributions", HandleAsync)
            .Describe(
                nameof(ReadHouseholdContributions), "What a household owed, paid and still owes, by period.")
            .Allow(Grants.Treasurer, Grants.Coordinator, Grants.Member);

    static async Task<Answer<HouseholdContributions>> HandleAsync(
        Guid householdId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.FindHouseholdAsync(householdId, caller) is null)
        {
            return Refusal.NotFound("household", householdId);
        }
        var periods = await work.ListAsync<PeriodContributions>(
            ReadPeriods, new { work.Caisse, householdId });
        return new HouseholdContributions(
            householdId, periods, periods.Sum(period => period.DueCents), periods.Sum(
                period => period.PaidCents),
            periods.Sum(period => period.ArrearsCents));
    }

    // Bounded by the periods that are accepted: those of two centuries.
    const string ReadPeriods =
        """
        select period, sum(due)::bigint as due_cents, sum(paid)::bigint as paid_cents,
            greatest(sum(due) - sum(paid), 0)::bigint as arrears_cents
        from (
            select period, amount_cents as due, 0 as paid
            from due where caisse_id = @Caisse and household_id = @householdId
            union all
            select period, 0, amount_cents
            from receipt where caisse_id = @Caisse and household_id = @householdId) moved
        group by period
        order by period
        """;
}
