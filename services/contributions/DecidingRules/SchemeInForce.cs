using Caisse.Contributions.Domain;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.DecidingRules;

/// <summary>The contribution scheme that holds on a day, and the decision that set it.</summary>
sealed record SchemeInForce(
    long MinimumFirstPersonCents, long MinimumFurtherPersonCents, Guid DecisionId, int DecisionNumber,
    DateOnly InForceFrom)
{
    internal ContributionMinimum MinimumOf(int persons) =>
        ContributionMinimum.Of(MinimumFirstPersonCents, MinimumFurtherPersonCents, persons);

    /// <summary>The scheme, or null when none is in force on that day yet.</summary>
    internal static Task<SchemeInForce?> FindAsync(Work work, DateOnly on) =>
        work.FindAsync<SchemeInForce>(ReadScheme, new { work.Caisse, on });

    internal static Refusal NoneOn(DateOnly on) => Refusal.Conflict(
        "no-contribution-scheme",
        $"No contribution scheme is in force on {on:yyyy-MM-dd}: a decision must set one.")
        .With("on", on);

    const string ReadScheme =
        """
        select minimum_first_person_cents, minimum_further_person_cents, decision_id, decision_number,
            in_force_from
        from contribution_scheme
        where caisse_id = @Caisse and in_force_from <= @on
        order by in_force_from desc, decision_number desc limit 1
        """;
}
