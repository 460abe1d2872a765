using System.ComponentModel.DataAnnotations;
using Caisse.Contributions.Accounting.Journaling;
using Caisse.Contributions.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Funding;

/// <summary>The treasurer records that a part of a grant has arrived at the bank.</summary>
static class ReceiveInstalment
{
    internal sealed record InstalmentRequest(
        [property: Range(1, Check.LargestAmountCents)] long AmountCents, DateOnly ReceivedOn);

    internal sealed record Instalment(
        Guid Id, Guid GrantId, long AmountCents, DateOnly ReceivedOn,
        long ReceivedCents, long RemainingCents);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/grants/{grantId:guid}/instalments", HandleAsync)
            .Describe(nameof(ReceiveInstalment), "Record a part of a grant that has arrived.")
            .Creates()
            .Allow(Grants.Treasurer);

    static async Task<Answer<Instalment>> HandleAsync(
        Guid grantId, InstalmentRequest request, IdempotencyKey key, Caller caller,
        Database database, CancellationToken cancel)
    {
        var check = new Check()
            .PositiveCents(request.AmountCents, "amountCents")
            .Day(request.ReceivedOn, "receivedOn");
        if (check.Problem is { } problem)
        {
            return problem;
        }
        return await key.OnceAsync(
            database, caller, request, work => ReceiveAsync(work, grantId, request), cancel);
    }

    static async Task<Answer<Instalment>> ReceiveAsync(
        Work work, Guid grantId, InstalmentRequest request)
    {
        if (NotInTheFuture.Check(request.ReceivedOn, work.Today) is { } tooEarly)
        {
            return tooEarly;
        }
        await work.LockFundAsync();
        if (await work.FindAsync<GrantRow>(ReadRemaining, new { work.Caisse, grantId }) is not { } grant)
        {
            return Refusal.NotFound("grant", grantId);
        }
        if (request.AmountCents > grant.RemainingCents)
        {
            return Refusal.Conflict(
                "grant-exceeded",
                $"Only {grant.RemainingCents} cents of this grant are left, not {request.AmountCents}.")
                .With("remainingCents", grant.RemainingCents).With("amountCents", request.AmountCents);
        }
        var instalmentId = Guid.CreateVersion7();
        await work.ExecuteAsync(
            InsertInstalment,
            new { work.Caisse, instalmentId, grantId, request.AmountCents, request.ReceivedOn });
        await work.PostAsync(Entry(request, grant), "instalment", instalmentId);
        await work.AuditAsync("grant.instalment", grantId, new { grant.ReceivedCents }, request);
        return new Answer<Instalment>
        {
            Value = new Instalment(
                instalmentId, grantId, request.AmountCents, request.ReceivedOn,
                ReceivedCents: grant.ReceivedCents + request.AmountCents,
                RemainingCents: grant.RemainingCents - request.AmountCents),
            Location = $"/v1/caisses/{work.Caisse}/grants/{grantId}",
        };
    }

    static JournalEntry Entry(InstalmentRequest request, GrantRow grant) => JournalEntry.Of(
        JournalEntry.BankJournal, request.ReceivedOn, $"Subvention {grant.FunderName}",
        Movement.Debit(Accounts.Bank, request.AmountCents),
        Movement.Credit(
            grant.FunderKind == "public" ? Accounts.PublicGrants : Accounts.PrivateGrants,
            request.AmountCents));

    sealed record GrantRow(string FunderName, string FunderKind, long ReceivedCents, long RemainingCents);

    const string ReadRemaining =
        """
        select f.name as funder_name, f.kind as funder_kind, g.received_cents,
            g.amount_cents - g.received_cents as remaining_cents
        from funding_grant g join funder f on f.caisse_id = g.caisse_id and f.funder_id = g.funder_id
        where g.caisse_id = @Caisse and g.grant_id = @grantId
        for update of g
        """;

    const string InsertInstalment =
        """
        with received as (
            update funding_grant set received_cents = received_cents + @AmountCents
            where caisse_id = @Caisse and grant_id = @grantId
        )
        insert into instalment (caisse_id, instalment_id, grant_id, amount_cents, received_on)
        values (@Caisse, @instalmentId, @grantId, @AmountCents, @ReceivedOn)
        """;
}
