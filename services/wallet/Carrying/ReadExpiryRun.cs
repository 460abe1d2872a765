using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Carrying;

/// <summary>An expiry run as it stands.</summary>
/// <param name="Id">The run.</param>
/// <param name="On">The day whose warnings and expiries it does.</param>
/// <param name="State">running or completed.</param>
/// <param name="WarnedHouseholds">Warnings given so far.</param>
/// <param name="ExpiredHouseholds">Households that lost something so far.</param>
/// <param name="ExpiredCents">MonA cents expired so far.</param>
/// <param name="RequestedAt">When it was asked for.</param>
sealed record ExpiryRunAnswer(
    Guid Id, DateOnly On, string State, int WarnedHouseholds, int ExpiredHouseholds, long ExpiredCents,
    DateTimeOffset RequestedAt)
{
    internal const string Select =
        """
        select run_id as id, on_day as on, state, warned_households, expired_households, expired_cents,
               requested_at
        from expiry_run
        """;
}

/// <summary>Reads how far an expiry run is.</summary>
static class ReadExpiryRun
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/expiry-runs/{runId:guid}", HandleAsync)
            .Describe(nameof(ReadExpiryRun), "Read how far an expiry run is.")
            .Allow(Grants.Treasurer, Grants.Coordinator, Grants.ReadFund);

    static async Task<Answer<ExpiryRunAnswer>> HandleAsync(
        Guid runId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await work.FindAsync<ExpiryRunAnswer>(Read, new { work.Caisse, runId }) is { } run
            ? run
            : Refusal.NotFound("expiry run", runId);
    }

    const string Read = $"{ExpiryRunAnswer.Select} where caisse_id = @Caisse and run_id = @runId";
}
