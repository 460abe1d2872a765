using Caisse.Contributions.Domain;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.ReadingSchemes;

/// <summary>The contribution scheme that holds on a day, and the decision that set it.</summary>
sealed record SchemeInForce(
    long MinimumFirstPersonCents, long MinimumFurtherPersonCents, Guid DecisionId, int DecisionNumber,
    DateOnly InForceFrom)
{
    internal ContributionMinimum MinimumOf(int persons) =>
        ContributionMinimum.Of(MinimumFirstPersonCents, MinimumFurtherPersonCents, persons);

    /// <summary>The scheme, or null when none is in force on that day yet.</summary>
    internal static async Task<SchemeInForce?> FindAsync(Work work, DateOnly on) =>
        await work.RuleOnAsync<SetContributionScheme>(on) is { } found
            ? new SchemeInForce(
                found.Rule.MinimumFirstPersonCents, found.Rule.MinimumFurtherPersonCents, found.DecisionId,
                found.DecisionNumber, found.InForceFrom)
            : null;

    internal static Refusal NoneOn(DateOnly on) => Refusal.Conflict(
        "no-contribution-scheme",
        $"No contribution scheme is in force on {on:yyyy-MM-dd}: a decision must set one.")
        .With("on", on);
}
