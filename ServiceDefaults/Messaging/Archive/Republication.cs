using Microsoft.AspNetCore.Http;

namespace Caisse.ServiceDefaults;

/// <summary>A span of kept events that is sent to one queue again.</summary>
/// <param name="Id">Its id.</param>
/// <param name="To">The queue.</param>
/// <param name="From">Events that happened at this instant and later, UTC.</param>
/// <param name="Until">Events that happened before this instant, UTC; null for all that were published before
/// it was asked for.</param>
/// <param name="Events">Names of the events that are sent.</param>
/// <param name="State">under_way, done or cancelled.</param>
/// <param name="Sent">How many events were sent so far.</param>
/// <param name="WaitsBecause">Why it stands still for the moment, or null.</param>
/// <param name="AskedAt">When it was asked for, UTC.</param>
/// <param name="EndedAt">When it was done or cancelled, UTC; null while it is under way.</param>
public sealed record Republication(
    Guid Id, string To, DateTimeOffset From, DateTimeOffset? Until, IReadOnlyList<string> Events,
    string State, long Sent, string? WaitsBecause, DateTimeOffset AskedAt, DateTimeOffset? EndedAt)
{
    internal static async Task<Republication?> FindAsync(Work work, Guid id) =>
        await work.FindAsync<Row>(Read, new { id }) is { } row
            ? new Republication(
                id, row.Queue, row.FromAt, row.UntilAt, row.EventNames, row.State, row.Sent, row.WaitsBecause,
                row.AskedAt, row.EndedAt)
            : null;

    internal static Refusal NotFound(Guid id) =>
        new(StatusCodes.Status404NotFound, "not-found", $"No republication has the id {id}.");

    const string Read =
        """
        select queue, from_at, until_at, event_names,
            case when is_cancelled then 'cancelled'
                when ended_at is null then 'under_way' else 'done' end as state,
            sent, waits_because, asked_at, ended_at
        from republication where republication_id = @id
        """;

    sealed record Row
    {
        public required string Queue { get; init; }

        public required DateTimeOffset FromAt { get; init; }

        public DateTimeOffset? UntilAt { get; init; }

        public required string[] EventNames { get; init; }

        public required string State { get; init; }

        public required long Sent { get; init; }

        public string? WaitsBecause { get; init; }

        public required DateTimeOffset AskedAt { get; init; }

        public DateTimeOffset? EndedAt { get; init; }
    }
}

/// <summary>Wakes the republisher of this process.</summary>
sealed class RepublicationSignal : WakeUp;
