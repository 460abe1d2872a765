using System.ComponentModel.DataAnnotations;
using Caisse.Contracts;
using Caisse.Contributions.Accounting.Journaling;
using Caisse.Contributions.Contributing.KnowingHouseholds;
using Caisse.Contributions.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.Pledging;

/// <summary>
/// Changes a pledge's amount or method, pauses or resumes it, from a period that has not been collected.
/// </summary>
static class ChangePledge
{
    internal sealed record ChangeRequest(
        Period FromPeriod, [property: Range(0, Check.LargestAmountCents)] long? MonthlyCents = null,
        [property: Words(typeof(PaymentMethods), nameof(PaymentMethods.OfPledges))] string? Method = null,
        bool? Paused = null);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPatch("/pledges/{pledgeId:guid}", HandleAsync)
            .Describe(nameof(ChangePledge), "Change, pause or resume a pledge from a period on.")
            .Allow(Grants.Coordinator, Grants.Treasurer, Grants.Member);

    static async Task<Answer<ReadPledge.Pledge>> HandleAsync(
        Guid pledgeId, ChangeRequest request, ExpectedVersion expected, Caller caller,
        Database database, CancellationToken cancel)
    {
        var check = new Check()
            .Period(request.FromPeriod, "fromPeriod")
            .Cents(request.MonthlyCents ?? 0, "monthlyCents")
            .OneOf(request.Method ?? PaymentMethods.Transfer, PaymentMethods.OfPledges, "method");
        if ((check.Problem ?? PledgeRules.CheckMethod(request.Method)) is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var answer = await ChangeAsync(work, pledgeId, request, expected, caller, work.Today);
        if (answer.Value is not null)
        {
            await work.CommitAsync(cancel);
        }
        return answer;
    }

    static async Task<Answer<ReadPledge.Pledge>> ChangeAsync(
        Work work, Guid pledgeId, ChangeRequest request, ExpectedVersion expected, Caller caller,
        DateOnly today)
    {
        await work.LockFundAsync();
        if (await ReadPledge.FindAsync(work, pledgeId, caller) is not { } pledge
            || await work.FindHouseholdAsync(pledge.HouseholdId, caller) is not { } household)
        {
            return Refusal.NotFound("pledge", pledgeId);
        }
        var refusal = expected.Mismatch(pledge.Version)
            ?? CheckNotBefore(pledge, request.FromPeriod)
            ?? PledgeRules.CheckNotDeparted(household, request.FromPeriod)
            ?? await PledgeRules.CheckNotCollectedAsync(work, request.FromPeriod)
            ?? (request.MonthlyCents is { } monthlyCents
                ? await PledgeRules.CheckMinimumAsync(
                    work, household, monthlyCents, request.FromPeriod, today)
                : null);
        if (refusal is not null)
        {
            return refusal;
        }
        var before = pledge.History.Last(terms => terms.FromPeriod <= request.FromPeriod);
        var after = new ReadPledge.Terms(
            request.FromPeriod, request.MonthlyCents ?? before.MonthlyCents, request.Method ?? before.Method,
            request.Paused ?? before.Paused);
        await work.ExecuteAsync(InsertTerms, new
        {
            work.Caisse,
            pledgeId,
            Version = pledge.Version + 1,
            after.FromPeriod,
            after.MonthlyCents,
            after.Method,
            after.Paused,
        });
        await work.AuditAsync("pledge.changed", pledgeId, before, after);
        return new Answer<ReadPledge.Pledge> { Value = await ReadPledge.FindAsync(work, pledgeId, caller) };
    }

    static Refusal? CheckNotBefore(ReadPledge.Pledge pledge, Period fromPeriod)
    {
        var first = pledge.History[0].FromPeriod;
        return fromPeriod >= first ? null : Refusal.Unprocessable(
            "before-pledge", $"The pledge begins with {first}: it cannot change before.")
            .With("earliestPeriod", first);
    }

    const string InsertTerms =
        """
        with changed as (
            update pledge set version = @Version where caisse_id = @Caisse and pledge_id = @pledgeId
        )
        insert into pledge_terms (caisse_id, pledge_id, version, from_period, monthly_cents, method, paused)
        values (@Caisse, @pledgeId, @Version, @FromPeriod, @MonthlyCents, @Method, @Paused)
        """;
}
