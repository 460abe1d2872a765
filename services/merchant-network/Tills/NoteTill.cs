using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Tills;

/// <summary>
/// A device says that it is there, and how much of what it took without network it could not send yet, so
/// that its point of sale sees what a lost or broken telephone would cost.
/// </summary>
static class NoteTill
{
    const int MostWaiting = 100_000;

    internal sealed record NoteRequest(int WaitingCount, DateTimeOffset? WaitingSince = null);

    internal sealed record NotedAnswer(Guid Id, DateTimeOffset SeenAt);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/tills/{tillId:guid}/seen", HandleAsync)
            .Describe(nameof(NoteTill), "A device is there; how many payments it could not send yet.")
            .Allow(Grants.Till);

    static async Task<Answer<NotedAnswer>> HandleAsync(
        Guid tillId, NoteRequest request, Caller caller, Database database, CancellationToken cancel)
    {
        var check = new Check()
            .That(
                request.WaitingCount is >= 0 and <= MostWaiting, "waitingCount",
                $"must be from 0 to {MostWaiting}.")
            .That(
                (request.WaitingCount == 0) == (request.WaitingSince is null), "waitingSince",
                "goes together with payments that wait.");
        if (check.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var noted = await work.ExecuteAsync(Note, new
        {
            work.Caisse,
            tillId,
            ClientId = caller.Subject,
            work.Now,
            request.WaitingCount,
            WaitingSince = request.WaitingSince?.ToUniversalTime(),
        });
        if (noted == 0)
        {
            return Refusal.NotFound("till", tillId);
        }
        await work.CommitAsync(cancel);
        return new NotedAnswer(tillId, work.Now);
    }

    const string Note =
        """
        update till set seen_at = @Now, waiting_count = @WaitingCount, waiting_since = @WaitingSince
        where caisse_id = @Caisse and till_id = @tillId and client_id = @ClientId and ended_at is null
        """;
}
