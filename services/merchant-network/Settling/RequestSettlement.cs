using Caisse.Contracts.MerchantNetwork;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Settling;

/// <summary>
/// Asks the ledger to take out of circulation what points of sale took in up to a day, so that they can be
/// paid in euros.
/// </summary>
static class RequestSettlement
{
    static readonly DateOnly Earliest = new(2000, 1, 1);

    internal sealed record SettlementRequest(DateOnly Until);

    internal sealed record RequestedSettlement(Guid Id, DateOnly Until, string State);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/settlements", HandleAsync)
            .Describe(nameof(RequestSettlement), "Reimburse points of sale up to a day, that day included.")
            .Accepts202()
            .Allow(Grants.Treasurer);

    static async Task<Answer<RequestedSettlement>> HandleAsync(
        SettlementRequest request, IdempotencyKey key, Caller caller, Database database,
        CancellationToken cancel)
    {
        var check = new Check().That(request.Until >= Earliest, "until", $"must be from {Earliest:O} on.");
        if (check.Problem is { } problem)
        {
            return problem;
        }
        return await key.OnceAsync(
            database, caller, request, work => RequestAsync(work, request), cancel);
    }

    static async Task<Answer<RequestedSettlement>> RequestAsync(
        Work work, SettlementRequest request)
    {
        var today = work.Today;
        if (request.Until > today)
        {
            return Refusal.Unprocessable(
                "until-in-the-future", $"The last day must not be after today, {today:O}.")
                .With("today", today);
        }
        await work.ExecuteAsync(OneAtATime, new { work.Caisse });
        if (await work.FindAsync<RequestedSettlement>(ReadInProgress, new { work.Caisse }) is { } inProgress)
        {
            return Refusal.Conflict(
                "settlement-in-progress",
                $"Settlement {inProgress.Id} until {inProgress.Until:O} is still in progress.")
                .With("settlementId", inProgress.Id);
        }
        var id = Guid.CreateVersion7();
        var requested = new RequestedSettlement(id, request.Until, SettlementState.Requested);
        await work.ExecuteAsync(InsertSettlement, new { work.Caisse, id, request.Until, work.Now });
        await work.PublishAsync(new SettlementRequested(work.Caisse, id, request.Until, work.Now));
        await work.AuditAsync("settlement.requested", id, null, requested);
        var location = $"/v1/caisses/{work.Caisse}/settlements/{id}";
        return new Answer<RequestedSettlement> { Value = requested, Location = location };
    }

    // Two requests at the same instant: the second sees the first, and can name it.
    const string OneAtATime = "select pg_advisory_xact_lock(hashtextextended('settlement ' || @Caisse, 0))";

    const string ReadInProgress =
        """
        select settlement_id as id, until, state from settlement
        where caisse_id = @Caisse and state = 'requested'
        """;

    const string InsertSettlement =
        """
        insert into settlement (caisse_id, settlement_id, until, state, requested_at)
        values (@Caisse, @id, @Until, 'requested', @Now)
        """;
}
