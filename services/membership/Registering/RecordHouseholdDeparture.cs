using Caisse.Contracts;
using Caisse.Contracts.Membership;
using Caisse.Membership.Domain;
using Caisse.Membership.Households;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Registering;

/// <summary>A household leaves the fund: it counts until its last period and no longer.</summary>
static class RecordHouseholdDeparture
{
    internal sealed record HouseholdDepartureRequest(Period LastPeriod, string Reason);

    internal sealed record DepartedHousehold(
        Guid Id, string State, Period LastPeriod, long Version) : IVersioned;

    const int LongestReason = 500;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/households/{householdId:guid}/departure", HandleAsync)
            .Describe(nameof(RecordHouseholdDeparture), "Record that a household leaves after a period.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<DepartedHousehold>> HandleAsync(
        Guid householdId, HouseholdDepartureRequest request, Caller caller, Database database,
        CancellationToken cancel)
    {
        var check = new Check().Text(request.Reason, "reason", LongestReason);
        Household.CheckPeriodInto(check, request.LastPeriod, "lastPeriod");
        if (check.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.HoldHouseholdAsync(householdId) is not { } household)
        {
            return Refusal.NotFound("household", householdId);
        }
        if (household.WhyNotDepart(request.LastPeriod) is { } refusal)
        {
            return refusal;
        }
        var version = await work.DepartAsync(household, request.LastPeriod, request.Reason);
        await work.CommitAsync(cancel);
        return new DepartedHousehold(householdId, Household.Departed, request.LastPeriod, version);
    }

    /// <summary>Writes and tells the departure of a household that is held; its version.</summary>
    internal static async Task<long> DepartAsync(
        this Work work, Household household, Period lastPeriod, string reason)
    {
        var version = await work.OneAsync<long>(
            RecordDeparture, new { work.Caisse, household.HouseholdId, lastPeriod, reason });
        await work.PublishAsync(new HouseholdDeparted(
            work.Caisse, household.HouseholdId, lastPeriod, version, work.Now));
        await work.AuditAsync(
            "household.departed", household.HouseholdId, new { household.Version },
            new { version, lastPeriod });
        return version;
    }

    const string RecordDeparture =
        """
        update household set last_period = @lastPeriod, departure_reason = @reason, version = version + 1
        where caisse_id = @Caisse and household_id = @HouseholdId
        returning version
        """;
}
