using Caisse.Contracts;
using Caisse.Contributions.Accounting.Journaling;
using Caisse.Contributions.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.Collecting;

/// <summary>
/// The monthly run: what is due from each household that pledged, once per household and period.
/// </summary>
static class RunCollection
{
    /// <summary>
    /// How far ahead a period may be collected; a later one is a typing error that would hold up every
    /// pledge.
    /// </summary>
    const int MostMonthsAhead = 12;

    internal sealed record CollectionRequest(Period Period);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/collections", HandleAsync)
            .Describe(nameof(RunCollection), "Work out what is due from whom; a second run adds nothing.")
            .Creates()
            .Allow(Grants.Treasurer);

    static async Task<Answer<ReadCollection.Collection>> HandleAsync(
        CollectionRequest request, IdempotencyKey key, Caller caller, Database database,
        CancellationToken cancel)
    {
        if (new Check().Period(request.Period, "period").Problem is { } problem)
        {
            return problem;
        }
        return await key.OnceAsync(
            database, caller, request, work => CollectAsync(work, request.Period), cancel);
    }

    static async Task<Answer<ReadCollection.Collection>> CollectAsync(
        Work work, Period period)
    {
        var latest = new Period(work.Today.AddMonths(MostMonthsAhead));
        if (period > latest)
        {
            return Refusal.Unprocessable(
                "period-too-far", $"{period} is too far ahead: {latest} is the last that can be collected.")
                .With("latestPeriod", latest);
        }
        await work.LockFundAsync();
        var earlier = await work.FindAsync<ReadCollection.Collection>(
            ReadOfPeriod, new { work.Caisse, period });
        if (earlier is not null)
        {
            return Answered(work, earlier);
        }
        var collection = await work.OneAsync<ReadCollection.Collection>(
            InsertDues, new { work.Caisse, period, CollectionId = Guid.CreateVersion7() });
        await work.AuditAsync("collection.run", collection.Id, null, collection);
        return Answered(work, collection);
    }

    static Answer<ReadCollection.Collection> Answered(Work work, ReadCollection.Collection collection) =>
        new() { Value = collection, Location = $"/v1/caisses/{work.Caisse}/collections/{collection.Id}" };

    const string ReadOfPeriod =
        """
        select collection_id as id, period, households, total_cents
        from collection where caisse_id = @Caisse and period = @period
        """;

    const string InsertDues =
        """
        with owed as (
            insert into due (caisse_id, household_id, period, pledge_id, collection_id, amount_cents)
            select p.caisse_id, p.household_id, @period, p.pledge_id, @CollectionId, t.monthly_cents
            from pledge p
            join household h on h.caisse_id = p.caisse_id and h.household_id = p.household_id
            cross join lateral (
                select monthly_cents, paused from pledge_terms
                where caisse_id = p.caisse_id and pledge_id = p.pledge_id and from_period <= @period
                order by version desc limit 1) t
            where p.caisse_id = @Caisse and not t.paused and t.monthly_cents > 0
                and h.from_period <= @period and (h.last_period is null or h.last_period >= @period)
            returning amount_cents
        )
        insert into collection (caisse_id, collection_id, period, households, total_cents)
        select @Caisse, @CollectionId, @period, count(*), coalesce(sum(amount_cents), 0) from owed
        returning collection_id as id, period, households, total_cents
        """;
}
