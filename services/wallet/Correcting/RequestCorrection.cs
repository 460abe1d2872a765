using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Paying;
using Caisse.Wallet.Posting;
using Caisse.Wallet.Suspending;

namespace Caisse.Wallet.Correcting;

/// <summary>
/// Asks for a correction of a household's wallet: takes MonA back into the fund's correction account, or
/// gives from there what was taken back before. Above the citizens' threshold a second person decides first.
/// </summary>
static class RequestCorrection
{
    const int LongestReason = 500;

    internal sealed record CorrectionRequest(Guid HouseholdId, long AmountCents, string Reason);

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapPost("/corrections", HandleAsync)
        .Describe(nameof(RequestCorrection), "Ask to take MonA back from a wallet (below zero), or to give.")
        .Creates()
        .Allow(Grants.Treasurer, Grants.Coordinator);

    static async Task<Answer<CorrectionAnswer>> HandleAsync(
        CorrectionRequest request, IdempotencyKey key, Caller caller, Database database,
        CancellationToken cancel)
    {
        return Invalid(request) is { } problem
            ? problem
            : await key.OnceAsync(
                database, caller, request, work => RequestAsync(work, request), cancel);
    }

    static Refusal? Invalid(CorrectionRequest request) => new Check()
        .Id(request.HouseholdId, "householdId")
        .That(
            request.AmountCents is not 0 and >= -Check.LargestAmountCents and <= Check.LargestAmountCents,
            "amountCents", $"must be from 1 to {Check.LargestAmountCents} cents, or as many below zero.")
        .Text(request.Reason, "reason", LongestReason)
        .Problem;

    static async Task<Answer<CorrectionAnswer>> RequestAsync(
        Work work, CorrectionRequest request)
    {
        if (await work.FindStandingAsync(request.HouseholdId) is null)
        {
            return Refusal.NotFound("wallet", request.HouseholdId);
        }
        var (movement, refused) = await DecideAsync(work, request.HouseholdId, request.AmountCents);
        if (movement is null)
        {
            return refused!;
        }
        var rules = await work.RuleOnAsync(work.Today, SetPaymentRules.UntilDecided);
        var isAwaited = SecondPerson.IsNeeded(request.AmountCents, rules);
        var correction = new CorrectionAnswer(
            Guid.CreateVersion7(), request.HouseholdId, request.AmountCents, request.Reason,
            isAwaited ? SecondPerson.Awaited : "posted", work.Actor, work.Now, null, null);
        await work.ExecuteAsync(Insert, new
        {
            work.Caisse,
            correction.Id,
            correction.HouseholdId,
            correction.AmountCents,
            correction.Reason,
            correction.State,
            correction.RequestedBy,
            correction.RequestedAt,
            PostedAt = isAwaited ? (DateTimeOffset?)null : work.Now,
        });
        await work.AuditAsync("correction.requested", correction.Id, null, correction.Audited);
        if (!isAwaited)
        {
            await PostAsync(work, movement, correction);
        }
        return new Answer<CorrectionAnswer>
        {
            Value = correction,
            Location = $"/v1/caisses/{work.Caisse}/corrections/{correction.Id}",
        };
    }

    /// <summary>
    /// Decides on the locked accounts; what waits for a second person is decided again when they act.
    /// </summary>
    internal static async Task<(Movement? Movement, Refusal? Refused)> DecideAsync(
        Work work, Guid householdId, long amountCents)
    {
        var corrections = await Ledger.LockOwnAsync(work, AccountKind.Correction);
        var accounts = await Ledger.LockAsync(work, householdId);
        return Correction.Decide(accounts[householdId], corrections, amountCents);
    }

    internal static Task PostAsync(Work work, Movement movement, CorrectionAnswer correction) =>
        Ledger.PostAsync(work, movement, new TransferDetails(
            correction.Id, MovementKind.Correction, Math.Abs(correction.AmountCents), correction.Id,
            work.Now));

    const string Insert =
        """
        insert into correction (caisse_id, correction_id, household_id, amount_cents, reason, state,
            requested_by, requested_at, posted_at)
        values (@Caisse, @Id, @HouseholdId, @AmountCents, @Reason, @State, @RequestedBy, @RequestedAt,
            @PostedAt)
        """;
}
