using System.Globalization;
using Caisse.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Asks that events of a span be sent again to one queue, with the ids that they had: who has heard them
/// passes over them, who has not learns what was before.
/// </summary>
static class RepublishEvents
{
    /// <summary>What is sent again, and to whom.</summary>
    /// <param name="To">The queue: a service has one, which bears its name.</param>
    /// <param name="From">First month ("2026-01") or instant of the span.</param>
    /// <param name="Until">Last month or, as an instant, the end of the span; all by default.</param>
    /// <param name="Events">Names such as "Wallet.PaymentsCaptured"; all by default.</param>
    internal sealed record RepublishRequest(
        string To, string From, string? Until = null, IReadOnlyList<string>? Events = null);

    const int MaxQueueName = 100;
    const int MaxUnderWay = 10;

    internal static void Map(RouteGroupBuilder platform, string service) =>
        platform.MapPost(
            $"/operations/{service}/republish",
            (RepublishRequest request, Caller caller, Database database, Queues queues,
                RepublicationSignal signal, CancellationToken cancel) =>
                HandleAsync(service, request, new Means(caller, database, queues, signal), cancel))
            .Describe(
                $"republishEventsOf-{service}",
                $"Send events that {service} has published to one queue again.")
            .Accepts202().Allow(Grants.Operator);

    sealed record Means(Caller Caller, Database Database, Queues Queues, RepublicationSignal Signal);

    static async Task<Answer<Republication>> HandleAsync(
        string service, RepublishRequest request, Means means, CancellationToken cancel)
    {
        if (Examine(request, out var from, out var until) is { } problem)
        {
            return problem;
        }
        if (await means.Queues.CountWaitingAsync(request.To, cancel) is null)
        {
            return Refusal.Unprocessable(
                "unknown-queue",
                $"There is no queue \"{request.To}\". A service makes its own when it starts.")
                with
            { DetailInFrench = $"Il n'y a pas de file « {request.To} »." };
        }
        await using var work = await means.Database.BeginAsync(means.Caller, cancel);
        var id = Guid.CreateVersion7();
        var asked = await work.ExecuteAsync(Insert, new
        {
            id, request.To, from, until, EventNames = (request.Events ?? EventNames.Archived).ToArray(),
            work.Actor, work.Now, MaxUnderWay,
        });
        if (asked == 0)
        {
            return Refusal.Conflict(
                "too-many-under-way", $"{MaxUnderWay} are under way: wait for one to end, or cancel it.")
                with
            { DetailInFrench = $"{MaxUnderWay} sont en cours : attendez ou annulez-en une." };
        }
        await work.AuditAsync("events.republished", id, null, request);
        var answer = await Republication.FindAsync(work, id);
        work.AfterCommit(means.Signal.Wake);
        await work.CommitAsync(cancel);
        return new Answer<Republication>
        {
            Value = answer, Location = $"/v1/operations/{service}/republish/{id}",
        };
    }

    static Refusal? Examine(RepublishRequest request, out DateTimeOffset from, out DateTimeOffset? until)
    {
        const string expected = "must be a month such as 2026-01 or an instant such as 2026-01-31T10:00:00Z.";
        var check = new Check().Text(request.To, "to", MaxQueueName)
            .That(Read(request.From, isEnd: false) is not null, "from", expected)
            .That(request.Until is null || Read(request.Until, isEnd: true) is not null, "until", expected);
        from = Read(request.From, isEnd: false) ?? default;
        until = Read(request.Until, isEnd: true);
        check.That(until is null || until > from, "until", "must be after from.");
        if (request.Events is { } events)
        {
            check.Count(events, 1, EventNames.All.Count, "events");
            foreach (var name in events.Except(EventNames.Archived).Take(1))
            {
                check.That(false, "events", $"\"{name}\" is no event that is kept.");
            }
        }
        return check.Problem;
    }

    /// <summary>An instant; of a month its first, or for the end of a span the first after it.</summary>
    static DateTimeOffset? Read(string? text, bool isEnd)
    {
        if (Period.TryParse(text, out var period))
        {
            var day = isEnd && period.FirstDay.Year < DateOnly.MaxValue.Year ? period.Next : period;
            return new DateTimeOffset(day.FirstDay, TimeOnly.MinValue, TimeSpan.Zero);
        }
        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant.ToUniversalTime()
            : null;
    }

    /// <summary>What is published from here on reaches the queue by itself.</summary>
    const string Insert =
        """
        insert into republication (
            republication_id, queue, from_at, until_at, event_names, asked_by, asked_at, last_sequence,
            through_sequence)
        select @id, @To, @from, @until, @EventNames, @Actor, @Now, -9223372036854775808, greatest(
            (select max(sequence) from outbox), (select max(sequence) from event_archive), 0)
        where (select count(*) from republication where ended_at is null) < @MaxUnderWay
        """;
}
