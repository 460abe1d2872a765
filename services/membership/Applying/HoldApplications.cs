using Caisse.ServiceDefaults;

namespace Caisse.Membership.Applying;

/// <summary>An application as those see it who decide it.</summary>
sealed record HeldApplication(
    Guid ApplicationId, string State, DateTimeOffset? DecidedAt, string PostalCode, string City,
    string? District, string? IncomeBracket);

/// <summary>
/// What every decision begins with: applications that nobody else decides until the unit of work ends. They
/// are held in order of receipt, so that no two wait for each other.
/// </summary>
static class HoldApplications
{
    /// <summary>Those of the ids that are there, the first received first.</summary>
    internal static Task<IReadOnlyList<HeldApplication>> HoldApplicationsAsync(
        this Work work, params Guid[] ids) =>
        work.ListAsync<HeldApplication>(
            $"{Find} and application_id = any(@ids) {InOrder} for update", new { work.Caisse, ids });

    /// <summary>
    /// Those whose turn it is. Who asks at the same time waits for them, finds them decided, and gets the
    /// next.
    /// </summary>
    internal static Task<IReadOnlyList<HeldApplication>> HoldFirstWaitingAsync(this Work work, int places) =>
        work.ListAsync<HeldApplication>(
            $"{Find} and state = 'waiting' {InOrder} limit @places for update", new { work.Caisse, places });

    const string Find =
        """
        select application_id, state, decided_at, postal_code, city, district, income_bracket
        from application where caisse_id = @Caisse
        """;

    const string InOrder = "order by received_at, application_id";
}
