using Caisse.Membership.Sealing;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Searching;

/// <summary>
/// Once after each start, makes the households and undecided applications searchable that are not: those of
/// before there was a search, and all of them where the entries were deleted since the key has changed.
/// </summary>
sealed class IndexWhatIsNotYet(
    Database database, Caisses caisses, PersonalData personal, SearchDigests digests,
    ILogger<IndexWhatIsNotYet> logger)
    : BackgroundService
{
    /// <summary>Names this worker in the audit trail; it never changes.</summary>
    const string Actor = "IndexWhatIsNotYet";

    const int LargestSlice = 500;

    static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(5);

    readonly WakeUp wakeUp = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!await TryAsync(() => TryAllAsync(stoppingToken), stoppingToken))
        {
            await wakeUp.WaitAsync(BetweenAttempts, stoppingToken);
        }
    }

    /// <summary>Whether all is indexed; a caisse that fails leaves the others their turn.</summary>
    async Task<bool> TryAllAsync(CancellationToken stop)
    {
        var isDone = true;
        foreach (var caisse in await caisses.ListAsync(stop))
        {
            isDone &= await TryAsync(() => IndexAsync(caisse.CaisseId, stop), stop);
        }
        return isDone;
    }

    async Task<bool> IndexAsync(string caisse, CancellationToken stop)
    {
        await IndexAllAsync(
            caisse, HoldHouseholds, (work, ids) => work.IndexHouseholdsAsync(personal, digests, ids), stop);
        await IndexAllAsync(
            caisse, HoldApplications,
            (work, ids) => work.IndexApplicationsAsync(personal, digests, ids), stop);
        return true;
    }

    async Task<bool> TryAsync(Func<Task<bool>> index, CancellationToken stop)
    {
        try
        {
            return await index();
        }
        catch (Exception exception) when (exception.IsFailure(stop))
        {
            logger.LogWarning(exception, "Indexing the register waits");
            return false;
        }
    }

    /// <summary>Slice by slice; an erased household stays without entries and is passed over.</summary>
    async Task IndexAllAsync(
        string caisse, string hold, Func<Work, Guid[], Task> indexAsync, CancellationToken stop)
    {
        var after = Guid.Empty;
        IReadOnlyList<Guid> slice;
        do
        {
            await using var work = await database.BeginAsync(caisse, Actor, stop);
            // Held, so that nobody changes one between its being read and its being indexed.
            slice = await work.ListAsync<Guid>(hold, new { work.Caisse, after, LargestSlice });
            await indexAsync(work, [.. slice]);
            await work.CommitAsync(stop);
            after = slice.Count == 0 ? after : slice[^1];
        }
        while (slice.Count == LargestSlice);
    }

    const string HoldHouseholds =
        """
        select household_id from household
        where caisse_id = @Caisse and household_id > @after and not exists (
            select from search_entry
            where search_entry.caisse_id = @Caisse and holder_id = household_id)
        order by household_id limit @LargestSlice
        for update
        """;

    const string HoldApplications =
        """
        select application_id from application
        where caisse_id = @Caisse and application_id > @after and state in ('received', 'waiting')
            and not exists (
                select from search_entry
                where search_entry.caisse_id = @Caisse and holder_id = application_id)
        order by application_id limit @LargestSlice
        for update
        """;
}
