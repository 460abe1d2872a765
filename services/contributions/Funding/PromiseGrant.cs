using System.ComponentModel.DataAnnotations;
using Caisse.Contributions.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Funding;

/// <summary>
/// Records a grant that a funder has firmly promised; it counts as promised until received or past its end.
/// </summary>
static class PromiseGrant
{
    internal sealed record GrantRequest(
        Guid FunderId, [property: Range(1, Check.LargestAmountCents)] long AmountCents, DateOnly From,
        DateOnly Until, string Purpose);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/grants", HandleAsync)
            .Describe(nameof(PromiseGrant), "Record a grant that a funder has promised.")
            .Creates()
            .Allow(Grants.Treasurer);

    static async Task<Answer<ReadGrant.Grant>> HandleAsync(
        GrantRequest request, IdempotencyKey? key, Caller caller, Database database, CancellationToken cancel)
    {
        var check = new Check()
            .Id(request.FunderId, "funderId")
            .PositiveCents(request.AmountCents, "amountCents")
            .Day(request.From, "from")
            .Day(request.Until, "until")
            .That(request.From <= request.Until, "until", "must not be before from.")
            .Text(request.Purpose, "purpose");
        if (check.Problem is { } problem)
        {
            return problem;
        }
        return await key.OnceIfKeyedAsync(
            database, caller, request, work => PromiseAsync(work, request), cancel);
    }

    static async Task<Answer<ReadGrant.Grant>> PromiseAsync(Work work, GrantRequest request)
    {
        if (await work.FindAsync<Guid?>(ReadFunderId, new { work.Caisse, request.FunderId }) is null)
        {
            return Refusal.NotFound("funder", request.FunderId);
        }
        var grant = new ReadGrant.Grant(
            Guid.CreateVersion7(), request.FunderId, request.AmountCents, ReceivedCents: 0,
            RemainingCents: request.AmountCents, request.From, request.Until, request.Purpose);
        await work.ExecuteAsync(InsertGrant, new
        {
            work.Caisse,
            grant.Id,
            grant.FunderId,
            grant.AmountCents,
            grant.From,
            grant.Until,
            grant.Purpose,
        });
        await work.AuditAsync("grant.promised", grant.Id, null, grant);
        return new Answer<ReadGrant.Grant>
        {
            Value = grant,
            Location = $"/v1/caisses/{work.Caisse}/grants/{grant.Id}",
        };
    }

    const string ReadFunderId =
        "select funder_id from funder where caisse_id = @Caisse and funder_id = @FunderId";

    const string InsertGrant =
        """
        insert into funding_grant (caisse_id, grant_id, funder_id, amount_cents, from_day, until_day, purpose)
        values (@Caisse, @Id, @FunderId, @AmountCents, @From, @Until, @Purpose)
        """;
}
