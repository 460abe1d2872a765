using System.ComponentModel.DataAnnotations;
using Caisse.Contracts;
using Caisse.Contributions.Accounting.Journaling;
using Caisse.Contributions.Contributing.KnowingHouseholds;
using Caisse.Contributions.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.Pledging;

/// <summary>A household commits to a monthly contribution.</summary>
static class MakePledge
{
    internal sealed record PledgeRequest(
        Guid HouseholdId, [property: Range(0, Check.LargestAmountCents)] long MonthlyCents,
        [property: Words(typeof(PaymentMethods), nameof(PaymentMethods.OfPledges))] string Method,
        Period FromPeriod);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/pledges", HandleAsync)
            .Describe(nameof(MakePledge), "Commit a household to a monthly contribution from a period on.")
            .Creates()
            .Allow(Grants.Coordinator, Grants.Treasurer, Grants.Member);

    static async Task<Answer<ReadPledge.Pledge>> HandleAsync(
        PledgeRequest request, Caller caller, Database database, CancellationToken cancel)
    {
        var check = new Check()
            .Id(request.HouseholdId, "householdId")
            .Cents(request.MonthlyCents, "monthlyCents")
            .OneOf(request.Method, PaymentMethods.OfPledges, "method")
            .Period(request.FromPeriod, "fromPeriod");
        if ((check.Problem ?? PledgeRules.CheckMethod(request.Method)) is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var answer = await PledgeAsync(work, request, caller, work.Today);
        if (answer.Value is not null)
        {
            await work.CommitAsync(cancel);
        }
        return answer;
    }

    static async Task<Answer<ReadPledge.Pledge>> PledgeAsync(
        Work work, PledgeRequest request, Caller caller, DateOnly today)
    {
        if (await work.FindHouseholdAsync(request.HouseholdId, caller) is not { } household)
        {
            return Refusal.NotFound("household", request.HouseholdId);
        }
        // A collection that runs at this instant must either see the pledge or be seen by it.
        await work.LockFundAsync();
        if (await work.FindAsync<Guid?>(ReadOpen, new { work.Caisse, request.HouseholdId }) is { } open)
        {
            return Refusal.Conflict(
                "pledge-exists", $"This household has pledged already: change pledge {open} instead.")
                .With("pledgeId", open);
        }
        var refusal = PledgeRules.CheckNotDeparted(household, request.FromPeriod)
            ?? await PledgeRules.CheckNotCollectedAsync(work, request.FromPeriod)
            ?? await PledgeRules.CheckMinimumAsync(
                work, household, request.MonthlyCents, request.FromPeriod, today);
        if (refusal is not null)
        {
            return refusal;
        }
        var pledgeId = Guid.CreateVersion7();
        await work.ExecuteAsync(InsertPledge, new
        {
            work.Caisse,
            pledgeId,
            request.HouseholdId,
            request.FromPeriod,
            request.MonthlyCents,
            request.Method,
        });
        await work.AuditAsync("pledge.made", pledgeId, null, request);
        return new Answer<ReadPledge.Pledge>
        {
            Value = await ReadPledge.FindAsync(work, pledgeId, caller),
            Location = $"/v1/caisses/{work.Caisse}/pledges/{pledgeId}",
        };
    }

    const string ReadOpen =
        "select pledge_id from pledge where caisse_id = @Caisse and household_id = @HouseholdId";

    const string InsertPledge =
        """
        with pledged as (
            insert into pledge (caisse_id, pledge_id, household_id, version)
            values (@Caisse, @pledgeId, @HouseholdId, 1)
        )
        insert into pledge_terms (caisse_id, pledge_id, version, from_period, monthly_cents, method, paused)
        values (@Caisse, @pledgeId, 1, @FromPeriod, @MonthlyCents, @Method, false)
        """;
}
