using System.ComponentModel.DataAnnotations;
using Caisse.Contracts;
using Caisse.Contracts.Wallet;
using Caisse.Rules;
using Caisse.ServiceDefaults;
using Caisse.Wallet.Domain;
using Caisse.Wallet.Paying;
using Caisse.Wallet.Suspending;

namespace Caisse.Wallet.Correcting;

/// <summary>
/// Asks for MonA for one household beyond its run's allocation: admitted in the middle of a period,
/// forgotten, an error. The euros are reserved first, as for a run; above the citizens' threshold a second
/// person decides before.
/// </summary>
static class RequestSupplement
{
    const int LongestReason = 500;

    /// <summary>How many periods back an error may lie.</summary>
    const int MostMonthsBack = 24;

    internal sealed record SupplementRequest(
        Guid HouseholdId, Period Period, [property: Range(1, Check.LargestAmountCents)] long AmountCents,
        string Reason);

    internal static void Map(RouteGroupBuilder caisse) => caisse.MapPost("/supplements", HandleAsync)
        .Describe(nameof(RequestSupplement), "Ask for MonA for one household beyond its allocation.")
        .Creates()
        .Allow(Grants.Treasurer, Grants.Coordinator);

    static async Task<Answer<SupplementAnswer>> HandleAsync(
        SupplementRequest request, IdempotencyKey key, Caller caller, Database database, KnownCaisse caisse,
        TimeProvider clock, CancellationToken cancel)
    {
        return Invalid(request, new Period(caisse.DayOf(clock.GetUtcNow()))) is { } problem
            ? problem
            : await key.OnceAsync(
                database, caller, request, work => RequestAsync(work, request, caisse), cancel);
    }

    static Refusal? Invalid(SupplementRequest request, Period current) => new Check()
        .Id(request.HouseholdId, "householdId")
        .PositiveCents(request.AmountCents, "amountCents")
        .Text(request.Reason, "reason", LongestReason)
        .That(
            request.Period <= current && request.Period >= current.Plus(-MostMonthsBack), "period",
            $"must be from {current.Plus(-MostMonthsBack)} to the current one, {current}.")
        .Problem;

    static async Task<Answer<SupplementAnswer>> RequestAsync(
        Work work, SupplementRequest request, KnownCaisse caisse)
    {
        if (await work.FindStandingAsync(request.HouseholdId) is not { } standing)
        {
            return Refusal.NotFound("wallet", request.HouseholdId);
        }
        if (standing.RefuseCredit(request.Period, caisse.DayOf) is { } refused)
        {
            return refused;
        }
        var rules = await work.RuleOnAsync(work.Today, SetPaymentRules.UntilDecided);
        var isAwaited = SecondPerson.IsNeeded(request.AmountCents, rules);
        var supplement = new SupplementAnswer(
            Guid.CreateVersion7(), request.HouseholdId, request.Period, request.AmountCents, request.Reason,
            isAwaited ? SecondPerson.Awaited : "reserving", work.Actor, work.Now, null, null, null, null);
        await work.ExecuteAsync(Insert, new
        {
            work.Caisse,
            supplement.Id,
            supplement.HouseholdId,
            supplement.Period,
            supplement.AmountCents,
            supplement.Reason,
            supplement.State,
            supplement.RequestedBy,
            supplement.RequestedAt,
        });
        await work.AuditAsync("supplement.requested", supplement.Id, null, supplement.Audited);
        if (!isAwaited)
        {
            await AskForFundsAsync(work, supplement);
        }
        return new Answer<SupplementAnswer>
        {
            Value = supplement,
            Location = $"/v1/caisses/{work.Caisse}/supplements/{supplement.Id}",
        };
    }

    /// <summary>
    /// The euros are asked for under the supplement's id, as if it were a run of one household.
    /// </summary>
    internal static Task AskForFundsAsync(Work work, SupplementAnswer supplement) =>
        work.PublishAsync(new FundsReservationRequested(
            work.Caisse, supplement.Id, supplement.Period, supplement.AmountCents, work.Now,
            Purpose: FundsPurposes.Supplement));

    const string Insert =
        """
        insert into supplement (caisse_id, supplement_id, household_id, period, amount_cents, reason, state,
            requested_by, requested_at)
        values (@Caisse, @Id, @HouseholdId, @Period, @AmountCents, @Reason, @State, @RequestedBy,
            @RequestedAt)
        """;
}
