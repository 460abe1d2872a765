using Caisse.Contracts;
using Caisse.Membership.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.TakingPart;

/// <summary>What share of the households takes part over some days, how, and for how long.</summary>
static class SummarizeParticipations
{
    /// <param name="Households">Those that were part of the fund on one of the days.</param>
    /// <param name="ParticipatingHouseholds">Those of them that took part at all.</param>
    /// <param name="ShareBasisPoints">The share, in ten thousandths.</param>
    internal sealed record ParticipationSummary(
        DateOnly From, DateOnly To, int Households, int ParticipatingHouseholds, int ShareBasisPoints,
        IReadOnlyList<KindSummary> Kinds);

    internal sealed record KindSummary(
        string Kind, int Participations, int Members, int Households, int ShareBasisPoints, decimal Hours);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/participations/summary", HandleAsync)
            .Describe(nameof(SummarizeParticipations), "What share of the households takes part, and how.")
            .Allow(Grants.Coordinator, Grants.Treasurer);

    static async Task<Answer<ParticipationSummary>> HandleAsync(
        DateOnly from, DateOnly to, Caller caller, Database database, CancellationToken cancel)
    {
        if (Participation.CheckDaysInto(new Check(), from, to).Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var days = new
        {
            work.Caisse, from, to, FirstPeriod = new Period(from), LastPeriod = new Period(to),
        };
        var all = await work.OneAsync<TotalRow>(CountHouseholds, days);
        var found = (await work.ListAsync<KindRow>(CountKinds, days)).ToDictionary(row => row.Kind);
        return new ParticipationSummary(
            from, to, all.Households, all.Participating,
            Participation.ShareBasisPoints(all.Participating, all.Households),
            [.. Participation.Kinds.Select(kind =>
                Summarize(found.GetValueOrDefault(kind) ?? new KindRow(kind, 0, 0, 0, 0), all.Households))]);
    }

    static KindSummary Summarize(KindRow row, int households) => new(
        row.Kind, row.Participations, row.Members, row.Households,
        Participation.ShareBasisPoints(row.Households, households), Participation.Hours(row.Minutes));

    sealed record TotalRow(int Households, int Participating);

    sealed record KindRow(string Kind, int Participations, int Members, int Households, long Minutes);

    /// <summary>The households that were part of the fund on one of the days.</summary>
    const string OfTheFund =
        """
        select household_id from household
        where caisse_id = @Caisse and from_period <= @LastPeriod
            and (last_period is null or @FirstPeriod <= last_period and from_period <= last_period)
        """;

    const string CountHouseholds =
        $"""
        select count(*)::int as households, (count(*) filter (where exists (
            select from participation
            where participation.caisse_id = @Caisse and participation.household_id = one.household_id
                and took_part_on between @from and @to and withdrawn_at is null)))::int as participating
        from ({OfTheFund}) as one
        """;

    const string CountKinds =
        $"""
        select kind, count(*)::int as participations, count(distinct member_id)::int as members,
            count(distinct household_id)::int as households, coalesce(sum(minutes), 0) as minutes
        from participation
        where caisse_id = @Caisse and took_part_on between @from and @to and withdrawn_at is null
            and household_id in ({OfTheFund})
        group by kind
        """;
}
