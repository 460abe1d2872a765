using Caisse.Membership.Sealing;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Searching;

/// <summary>
/// Once after each start, makes the households and undecided applications of each caisse searchable that are
/// not: those of before there was a search, and all of them where the entries were deleted since the key has
/// changed.
/// </summary>
sealed class IndexWhatIsNotYet(
    Database database, Caisses caisses, PersonalData personal, SearchDigests digests,
    ILogger<IndexWhatIsNotYet> logger)
    : RegularWork(BetweenAttempts, "Indexing the register waits", caisses, logger)
{
    /// <summary>Names this worker in the audit trail; it never changes.</summary>
    const string Actor = "IndexWhatIsNotYet";

    const int LargestSlice = 500;

    static readonly TimeSpan BetweenAttempts = TimeSpan.FromMinutes(1);

    /// <summary>Since then whoever changes a household or an application indexes it.</summary>
    readonly HashSet<string> indexed = [];

    protected override async Task<bool> DoSomeAsync(KnownCaisse caisse, CancellationToken cancel)
    {
        if (!indexed.Contains(caisse.CaisseId))
        {
            await IndexAllAsync(
                caisse.CaisseId, HoldHouseholds,
                (work, ids) => work.IndexHouseholdsAsync(personal, digests, ids), cancel);
            await IndexAllAsync(
                caisse.CaisseId, HoldApplications,
                (work, ids) => work.IndexApplicationsAsync(personal, digests, ids), cancel);
            indexed.Add(caisse.CaisseId);
        }
        return false;
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
