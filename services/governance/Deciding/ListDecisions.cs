using Caisse.ServiceDefaults;

namespace Caisse.Governance.Deciding;

/// <summary>The public register of a caisse's decisions, by number.</summary>
static class ListDecisions
{
    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/decisions", HandleAsync)
            .Describe(nameof(ListDecisions),
                "The public register: every decision, its effects, and which service applied it.")
            .AllowAnonymous();

    static async Task<Answer<Page<ReadDecision.DecisionAnswer>>> HandleAsync(
        [AsParameters] PageRequest page, Caller caller, Database database,
        CancellationToken cancel)
    {
        if (page.Problem is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var rows = await work.ListAsync<ReadDecision.DecisionRow>(
            $"{ReadDecision.SelectDecision} {FromNumber}",
            new { work.Caisse, After = page.AfterNumber ?? 0, page.Fetch });
        return page.Of(await ReadDecision.WithApplicationsAsync(work, rows), decision => decision.Number);
    }

    const string FromNumber = "and number > @After order by number limit @Fetch";
}
