using System.Text.Json;
using Caisse.Contracts;
using Npgsql;

namespace Caisse.ServiceDefaults;

/// <summary>An event as it waits in the outbox.</summary>
/// <param name="MessageId">Id under which consumers remember it.</param>
/// <param name="Caisse">Slug of the caisse.</param>
/// <param name="EventName">Name of the event.</param>
/// <param name="Payload">JSON.</param>
/// <param name="TraceParent">The trace it belongs to, or null.</param>
public sealed record OutboxEntry(
    Guid MessageId, string Caisse, string EventName, string Payload, string? TraceParent)
{
    /// <summary>An event that is about to be written.</summary>
    public static OutboxEntry Of(IEvent happened, string? traceParent)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return new OutboxEntry(
            Guid.CreateVersion7(), happened.Caisse, EventNames.Of(happened.GetType()),
            JsonSerializer.Serialize(happened, happened.GetType(), CaisseJson.Events), traceParent);
    }

    /// <summary>
    /// The command that writes it, for those who write a whole transaction in one batch; they wake the relay
    /// by
    /// <see cref="OutboxSignal"/> after the commit.
    /// </summary>
    public NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(InsertByPosition);
        foreach (var value in (object?[])[MessageId, Caisse, EventName, Payload, TraceParent])
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }
        return command;
    }

    internal const string Insert =
        """
        insert into outbox (message_id, caisse_id, event_name, payload, trace_parent)
        values (@MessageId, @Caisse, @EventName, @Payload, @TraceParent)
        """;

    internal const string InsertMany =
        """
        insert into outbox (message_id, caisse_id, event_name, payload, trace_parent)
        select message_id, @Caisse, event_name, payload, trace_parent
        from unnest(@MessageIds, @EventNames, @Payloads, @TraceParents)
            with ordinality as entry (message_id, event_name, payload, trace_parent, position)
        order by position
        """;

    const string InsertByPosition =
        """
        insert into outbox (message_id, caisse_id, event_name, payload, trace_parent)
        values ($1, $2, $3, $4, $5::text)
        """;
}
