using System.Diagnostics;
using System.Text.Json;
using Caisse.Contracts;
using Dapper;
using Npgsql;

namespace Caisse.ServiceDefaults;

/// <summary>
/// One transaction on the service's database, for one caisse (row-level security shows no other): state,
/// events and audit trail are committed together or not at all.
/// </summary>
public sealed class Work : IAsyncDisposable
{
    readonly NpgsqlConnection connection;
    readonly NpgsqlTransaction transaction;
    readonly OutboxSignal signal;
    readonly List<Action> afterCommit = [];
    readonly KnownCaisse? known;
    bool hasEvents;

    internal Work(
        NpgsqlConnection connection, NpgsqlTransaction transaction, OutboxSignal signal,
        (string Slug, KnownCaisse? Known) caisse, string actor, DateTimeOffset now)
    {
        (this.connection, this.transaction, this.signal) = (connection, transaction, signal);
        (Caisse, known, Actor, Now) = (caisse.Slug, caisse.Known, actor, now);
    }

    /// <summary>Slug of the caisse this works for.</summary>
    public string Caisse { get; }

    /// <summary>Who acts, as the audit trail names them.</summary>
    public string Actor { get; }

    /// <summary>The instant at which all of this happens, UTC.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The caisse's calendar day at that instant.</summary>
    /// <exception cref="InvalidOperationException">As for <see cref="KnownCaisse"/>.</exception>
    public DateOnly Today => KnownCaisse.DayOf(Now);

    /// <summary>The caisse this works for, with its calendar.</summary>
    /// <exception cref="InvalidOperationException">
    /// The service has not received the caisse's founding yet: a message that needs it is tried again.
    /// </exception>
    public KnownCaisse KnownCaisse => known ?? throw new InvalidOperationException(
        $"The founding of caisse \"{Caisse}\" has not been received yet.");

    /// <summary>Runs a statement; the number of rows it changed.</summary>
    public Task<int> ExecuteAsync(string sql, object? parameters = null) =>
        connection.ExecuteAsync(sql, parameters, transaction);

    /// <summary>Exactly one row.</summary>
    public Task<T> OneAsync<T>(string sql, object? parameters = null) =>
        connection.QuerySingleAsync<T>(sql, parameters, transaction);

    /// <summary>One row, or null (or the type's default) when there is none.</summary>
    public Task<T?> FindAsync<T>(string sql, object? parameters = null) =>
        connection.QuerySingleOrDefaultAsync<T>(sql, parameters, transaction);

    /// <summary>All rows; the statement bounds how many.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? parameters = null) =>
        (await connection.QueryAsync<T>(sql, parameters, transaction)).AsList();

    /// <summary>Adds an event to the outbox: published after the commit, at least once.</summary>
    public Task PublishAsync(IEvent happened)
    {
        hasEvents = true;
        return ExecuteAsync(OutboxEntry.Insert, OutboxEntry.Of(happened, Activity.Current?.Id));
    }

    /// <summary>Adds many events to the outbox in one statement, in their order.</summary>
    public Task PublishAllAsync(IEnumerable<IEvent> happened)
    {
        var entries = happened.Select(one => OutboxEntry.Of(one, Activity.Current?.Id)).ToList();
        hasEvents |= entries.Count > 0;
        return ExecuteAsync(OutboxEntry.InsertMany, new
        {
            Caisse,
            MessageIds = entries.Select(entry => entry.MessageId).ToArray(),
            EventNames = entries.Select(entry => entry.EventName).ToArray(),
            Payloads = entries.Select(entry => entry.Payload).ToArray(),
            TraceParents = entries.Select(entry => entry.TraceParent).ToArray(),
        });
    }

    /// <summary>
    /// Adds a line to the audit trail: who did what to what, and what it was before and after.
    /// </summary>
    public Task AuditAsync(string action, object subject, object? before = null, object? after = null) =>
        ExecuteAsync(
            """
            insert into audit (caisse_id, audit_id, at, actor, action, subject, before, after)
            values (@Caisse, @AuditId, @Now, @Actor, @action, @Subject, @Before::jsonb, @After::jsonb)
            """,
            new
            {
                Caisse,
                AuditId = Guid.CreateVersion7(),
                Now,
                Actor,
                action,
                Subject = subject.ToString(),
                Before = before is null ? null : JsonSerializer.Serialize(before, CaisseJson.Events),
                After = after is null ? null : JsonSerializer.Serialize(after, CaisseJson.Events),
            });

    /// <summary>
    /// Does something once this is committed, and not at all when it is not: wakes a worker, say.
    /// </summary>
    public void AfterCommit(Action act) => afterCommit.Add(act);

    /// <summary>Commits, then wakes the relay when there are events to publish.</summary>
    public async Task CommitAsync(CancellationToken cancel)
    {
        await transaction.CommitAsync(cancel);
        if (hasEvents)
        {
            signal.Wake();
        }
        afterCommit.ForEach(act => act());
    }

    /// <summary>The connection, for bulk copies and batches that Dapper does not do.</summary>
    public NpgsqlConnection Connection => connection;

    /// <summary>Rolls back what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
