using Caisse.Membership.Households;
using Caisse.ServiceDefaults;

namespace Caisse.Membership.Delegating;

/// <summary>
/// The coordinator ends a delegation. Only they do: a person under guardianship does not dismiss their
/// guardian.
/// </summary>
static class EndDelegation
{
    /// <summary>Whose delegation ended, with the version of the household.</summary>
    internal sealed record EndedDelegation(Guid Id, Guid HouseholdId, long Version) : IVersioned;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapDelete("/households/{householdId:guid}/delegates/{delegateId:guid}", HandleAsync)
            .Describe(nameof(EndDelegation), "Let a delegate see and spend for a household no longer.")
            .Allow(Grants.Coordinator);

    static async Task<Answer<EndedDelegation>> HandleAsync(
        Guid householdId, Guid delegateId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        if (await work.HoldHouseholdAsync(householdId) is null)
        {
            return Refusal.NotFound("household", householdId);
        }
        if (await work.EndDelegationsAsync(householdId, [delegateId]) is not { } version)
        {
            return Refusal.NotFound("delegate", delegateId);
        }
        await work.CommitAsync(cancel);
        return new EndedDelegation(delegateId, householdId, version);
    }
}
