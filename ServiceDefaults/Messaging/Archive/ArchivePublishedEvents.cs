using Dapper;
using Npgsql;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Moves published events from the outbox to the archive, in batches, each in a transaction: an event is
/// always in one of the two. Those that are not to be kept end here.
/// </summary>
static class ArchivePublishedEvents
{
    const int MaxBatch = 1000;

    /// <summary>What is left after so many batches waits for the next round.</summary>
    const int MaxBatches = 2000;

    /// <summary>Instances of a service take turns.</summary>
    const long Lock = 0x41_72_63_68_69_76_65; // "Archive"

    /// <summary>Moves what was published so many days ago and earlier; how many events that were.</summary>
    /// <param name="owner">A connection as the owner, who alone may write to the archive.</param>
    /// <param name="afterDays">Days an event stays in the outbox.</param>
    /// <param name="cancel">Ends it after the batch under way.</param>
    internal static async Task<int> ArchiveAsync(
        NpgsqlConnection owner, int afterDays, CancellationToken cancel)
    {
        var moved = 0;
        for (var batch = 0; batch < MaxBatches; batch++)
        {
            var ofBatch = await ArchiveBatchAsync(owner, afterDays, cancel);
            moved += ofBatch;
            if (ofBatch < MaxBatch)
            {
                break;
            }
        }
        return moved;
    }

    static async Task<int> ArchiveBatchAsync(NpgsqlConnection owner, int afterDays, CancellationToken cancel)
    {
        await using var transaction = await owner.BeginTransactionAsync(cancel);
        await owner.ExecuteAsync("select pg_advisory_xact_lock(@Lock)", new { Lock }, transaction);
        var published = (await owner.QueryAsync<(long Sequence, DateTimeOffset OccurredAt)>(
            ReadPublished, new { afterDays, MaxBatch }, transaction)).AsList();
        foreach (var occurredAt in published.Select(one => one.OccurredAt)
            .DistinctBy(at => (at.Year, at.Month)))
        {
            await owner.ExecuteAsync("select archive_month(@occurredAt)", new { occurredAt }, transaction);
        }
        await owner.ExecuteAsync(
            Move, new
            {
                Sequences = published.ConvertAll(one => one.Sequence).ToArray(),
                Names = EventNames.Archived.ToArray(),
            }, transaction);
        await transaction.CommitAsync(cancel);
        return published.Count;
    }

    const string ReadPublished =
        """
        select sequence, (payload::jsonb ->> 'occurredAt')::timestamptz as occurred_at
        from outbox where published_at < now() - make_interval(days => @afterDays)
        order by published_at limit @MaxBatch
        """;

    const string Move =
        """
        with published as (
            delete from outbox where sequence = any(@Sequences)
            returning sequence, message_id, caisse_id, event_name, payload,
                (payload::jsonb ->> 'occurredAt')::timestamptz as occurred_at)
        insert into event_archive (month, sequence, message_id, caisse_id, event_name, payload, occurred_at)
        select date_trunc('month', occurred_at at time zone 'utc'), sequence, message_id, caisse_id,
            event_name, payload, occurred_at
        from published where event_name = any(@Names)
        on conflict do nothing
        """;
}
