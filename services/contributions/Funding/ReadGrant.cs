using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Funding;

/// <summary>Shows a grant and how much of it has arrived.</summary>
static class ReadGrant
{
    internal sealed record Grant(
        Guid Id, Guid FunderId, long AmountCents, long ReceivedCents, long RemainingCents, DateOnly From,
        DateOnly Until, string Purpose);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/grants/{grantId:guid}", HandleAsync)
            .Describe(nameof(ReadGrant), "A grant and how much of it has arrived.")
            .Allow(Grants.Treasurer, Grants.Funder);

    static async Task<Answer<Grant>> HandleAsync(
        Guid grantId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await work.FindAsync<Grant>(ReadOne, new { work.Caisse, grantId }) is { } grant
            ? grant
            : Refusal.NotFound("grant", grantId);
    }

    const string ReadOne =
        """
        select grant_id as id, funder_id, amount_cents, received_cents,
            amount_cents - received_cents as remaining_cents, from_day as "from", until_day as until, purpose
        from funding_grant where caisse_id = @Caisse and grant_id = @grantId
        """;
}
