using Caisse.ServiceDefaults;
using Npgsql;

namespace Caisse.Membership.Searching;

/// <summary>
/// Once after each start, makes the households and undecided applications searchable that are not: those of
/// before there was a search, and all of them where the entries were deleted since the key has changed.
/// </summary>
sealed class IndexWhatIsNotYet(
    Database database, Caisses caisses, SearchDigests digests, ILogger<IndexWhatIsNotYet> logger)
    : BackgroundService
{
    const int LargestSlice = 500;

    static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(5);

    readonly WakeUp wakeUp = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!await TryAsync(stoppingToken))
        {
            await wakeUp.WaitAsync(BetweenAttempts, stoppingToken);
        }
    }

    /// <summary>Whether all is indexed; not so while the database is away or not yet migrated.</summary>
    async Task<bool> TryAsync(CancellationToken stop)
    {
        try
        {
            foreach (var caisse in await caisses.ListAsync(stop))
            {
                while (await IndexSliceAsync(caisse.CaisseId, stop))
                {
                    logger.LogInformation("More of {Caisse} can be searched now.", caisse.CaisseId);
                }
            }
            return true;
        }
        catch (NpgsqlException exception)
        {
            logger.LogWarning("Indexing the register waits: {Reason}", exception.Message);
            return false;
        }
    }

    /// <summary>Whether there was something to index.</summary>
    async Task<bool> IndexSliceAsync(string caisse, CancellationToken stop)
    {
        await using var work = await database.BeginAsync(caisse, nameof(IndexWhatIsNotYet), stop);
        // Held, so that nobody changes one between its being read and its being indexed.
        var households = await work.ListAsync<Guid>(HoldHouseholds, new { work.Caisse, LargestSlice });
        var applications = await work.ListAsync<Guid>(HoldApplications, new { work.Caisse, LargestSlice });
        await work.IndexHouseholdsAsync(digests, [.. households]);
        await work.IndexApplicationsAsync(digests, [.. applications]);
        await work.CommitAsync(stop);
        return households.Count + applications.Count > 0;
    }

    const string HoldHouseholds =
        """
        select household_id from household
        where caisse_id = @Caisse and not exists (
            select from search_entry
            where search_entry.caisse_id = @Caisse and holder_id = household_id)
        order by household_id limit @LargestSlice
        for update
        """;

    const string HoldApplications =
        """
        select application_id from application
        where caisse_id = @Caisse and state = 'received' and not exists (
            select from search_entry
            where search_entry.caisse_id = @Caisse and holder_id = application_id)
        order by application_id limit @LargestSlice
        for update
        """;
}
