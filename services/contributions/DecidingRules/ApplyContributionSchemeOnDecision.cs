using Caisse.Contracts.Governance;
using Caisse.Contracts.Governance.Effects;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.DecidingRules;

/// <summary>Puts a contribution scheme that was decided in force from its date on.</summary>
[Consumer("ApplyContributionSchemeOnDecision")]
sealed class ApplyContributionSchemeOnDecision : IHandle<DecisionAdopted>
{
    public Task HandleAsync(DecisionAdopted adopted, Work work, CancellationToken cancel) =>
        work.ApplyAsync<SetContributionScheme>(
            adopted, EffectKinds.SetContributionScheme, ContributionsService.Name,
            rule => ApplyAsync(work, adopted, rule));

    static async Task<string?> ApplyAsync(Work work, DecisionAdopted adopted, SetContributionScheme rule)
    {
        var check = new Check()
            .Cents(rule.MinimumFirstPersonCents, "minimumFirstPersonCents")
            .Cents(rule.MinimumFurtherPersonCents, "minimumFurtherPersonCents");
        if (check.Problem is { } problem)
        {
            return problem.Detail;
        }
        var inserted = await work.ExecuteAsync(InsertScheme, new
        {
            work.Caisse,
            adopted.Number,
            adopted.DecisionId,
            adopted.InForceFrom,
            rule.MinimumFirstPersonCents,
            rule.MinimumFurtherPersonCents,
        });
        return inserted == 1 ? null : $"Decision {adopted.Number} has set the contribution scheme already.";
    }

    const string InsertScheme =
        """
        insert into contribution_scheme (
            caisse_id, decision_number, decision_id, in_force_from,
            minimum_first_person_cents, minimum_further_person_cents)
        values (
            @Caisse, @Number, @DecisionId, @InForceFrom, @MinimumFirstPersonCents, @MinimumFurtherPersonCents)
        on conflict do nothing
        """;
}
