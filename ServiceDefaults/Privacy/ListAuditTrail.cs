using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Caisse.ServiceDefaults;

/// <summary>
/// Who did what in one service of a caisse, the newest first: each keeps its own trail, so each is asked for
/// under an address of its own. Who only looked is left out unless it is asked for.
/// </summary>
static class ListAuditTrail
{
    const int LongestWord = 200;

    /// <summary>A line of the trail; before and after are JSON, without names of people.</summary>
    internal sealed record AuditEntry(
        Guid Id, DateTimeOffset At, string Actor, string Action, string Subject, string? Before,
        string? After);

    internal static void Map(RouteGroupBuilder caisse, string service) =>
        caisse.MapGet($"/audit/{service}", HandleAsync)
            .Describe($"listAuditTrailOf-{service}", $"Who did what in {service}, the newest first.")
            .Allow(Grants.Coordinator, Grants.Treasurer);

    static async Task<Answer<Page<AuditEntry>>> HandleAsync(
        [AsParameters] PageRequest page, string? actor, string? what, bool? looks, Caller caller,
        Database database, CancellationToken cancel)
    {
        var check = new Check();
        foreach (var (word, name) in new[] { (actor, nameof(actor)), (what, nameof(what)) })
        {
            if (word is not null)
            {
                check.Text(word, name, LongestWord);
            }
        }
        if ((page.Problem ?? check.Problem) is { } problem)
        {
            return problem;
        }
        await using var work = await database.BeginAsync(caller, cancel);
        var entries = await work.ListAsync<AuditEntry>(
            Read, new { work.Caisse, actor, what, looks = looks ?? false, page.AfterId, page.Fetch });
        return page.Of(entries, entry => entry.Id);
    }

    const string Read =
        """
        select audit_id as id, at, actor, action, subject, before::text, after::text from audit
        where caisse_id = @Caisse
          and (@AfterId::uuid is null or audit_id < @AfterId)
          and (@actor::text is null or actor = @actor)
          and (@what::text is null or action = @what)
          and (@looks or action not similar to '%.(listed|read)')
        order by audit_id desc limit @Fetch
        """;
}
