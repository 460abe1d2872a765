using Caisse.Contributions.Contributing.KnowingHouseholds;
using Caisse.Contributions.Contributing.ReadingSchemes;
using Caisse.Contributions.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.Pledging;

/// <summary>Tells a household what it contributes at least, and how that is reckoned.</summary>
static class QuoteContribution
{
    internal sealed record QuoteRequest(Guid HouseholdId, DateOnly? On = null);

    internal sealed record Quote(
        Guid HouseholdId, DateOnly On, int Persons, IReadOnlyList<ContributionMinimum.Reason> Reasoning,
        long MinimumCents, long SuggestedCents, Guid DecisionId, int DecisionNumber);

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapPost("/contribution-quotes", HandleAsync)
            .Describe(nameof(QuoteContribution), "A household's minimum contribution, with the reasoning.")
            .Allow(Grants.Coordinator, Grants.Treasurer, Grants.Member);

    static async Task<Answer<Quote>> HandleAsync(
        QuoteRequest request, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        var on = request.On ?? work.Today;
        if (new Check().Day(on, "on").Problem is { } problem)
        {
            return problem;
        }
        if (await work.FindHouseholdAsync(request.HouseholdId, caller) is not { } household)
        {
            return Refusal.NotFound("household", request.HouseholdId);
        }
        if (await SchemeInForce.FindAsync(work, on) is not { } scheme)
        {
            return SchemeInForce.NoneOn(on);
        }
        var minimum = scheme.MinimumOf(household.Persons);
        return new Quote(
            household.HouseholdId, on, household.Persons, minimum.Reasoning, minimum.MinimumCents,
            SuggestedCents: minimum.MinimumCents, scheme.DecisionId, scheme.DecisionNumber);
    }
}
