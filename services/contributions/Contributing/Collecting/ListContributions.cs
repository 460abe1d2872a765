using Caisse.Contracts;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.Collecting;

/// <summary>What every household owed and paid for one period; or only those who still owe for it.</summary>
static class ListContributions
{
    const string Owing = "owing";
    const string Paid = "paid";

    /// <param name="HouseholdId">Whose it is.</param>
    /// <param name="DueCents">What the collection asked for.</param>
    /// <param name="PaidCents">What has arrived for the period.</param>
    /// <param name="ArrearsCents">What is missing; never below 0.</param>
    internal sealed record ContributionLine(
        Guid HouseholdId, long DueCents, long PaidCents, long ArrearsCents);

    /// <summary>A page of households, and the sums of the whole period.</summary>
    /// <param name="Households">How many households something is due from.</param>
    /// <param name="OwingHouseholds">How many of them have not paid all.</param>
    internal sealed record PeriodOfContributions(
        Period Period, int Households, long DueCents, long PaidCents, int OwingHouseholds,
        long ArrearsCents, IReadOnlyList<ContributionLine> Items, string? Next);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/contributions", HandleAsync)
            .Describe(nameof(ListContributions), "Who owed and paid what for a period, and the sums of all.")
            .Allow(Grants.Treasurer, Grants.Coordinator);

    static async Task<Answer<PeriodOfContributions>> HandleAsync(
        [AsParameters] PageRequest page, Period period, string? state, Caller caller, Database database,
        CancellationToken cancel)
    {
        var check = new Check().OneOf(state ?? Owing, [Owing, Paid], "state");
        if ((page.Problem ?? check.Problem) is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var sums = await work.OneAsync<Sums>(ReadSums, new { work.Caisse, period });
        bool? isOwing = state is null ? null : state == Owing;
        var lines = page.Of(
            await work.ListAsync<ContributionLine>(
                ReadLines, new { work.Caisse, period, isOwing, page.AfterId, page.Fetch }),
            line => line.HouseholdId);
        return new PeriodOfContributions(
            period, sums.Households, sums.DueCents, sums.PaidCents, sums.OwingHouseholds, sums.ArrearsCents,
            lines.Items, lines.Next);
    }

    sealed record Sums(
        int Households, long DueCents, long PaidCents, int OwingHouseholds, long ArrearsCents);

    /// <summary>What was paid without having been asked for is a receipt, and no contribution due.</summary>
    const string OfPeriod =
        """
        with line as (
            select due.household_id, due.amount_cents as due_cents,
                coalesce(paid.cents, 0)::bigint as paid_cents,
                greatest(due.amount_cents - coalesce(paid.cents, 0), 0)::bigint as arrears_cents
            from due
            left join (
                select household_id, sum(amount_cents) as cents from receipt
                where caisse_id = @Caisse and period = @period group by household_id) paid
                on paid.household_id = due.household_id
            where due.caisse_id = @Caisse and due.period = @period)
        """;

    const string ReadSums =
        $"""
        {OfPeriod}
        select count(*)::int as households, coalesce(sum(due_cents), 0)::bigint as due_cents,
            coalesce(sum(paid_cents), 0)::bigint as paid_cents,
            count(*) filter (where arrears_cents > 0)::int as owing_households,
            coalesce(sum(arrears_cents), 0)::bigint as arrears_cents
        from line
        """;

    const string ReadLines =
        $"""
        {OfPeriod}
        select household_id, due_cents, paid_cents, arrears_cents from line
        where (@isOwing::boolean is null or (arrears_cents > 0) = @isOwing)
            and (@AfterId::uuid is null or household_id > @AfterId)
        order by household_id limit @Fetch
        """;
}
