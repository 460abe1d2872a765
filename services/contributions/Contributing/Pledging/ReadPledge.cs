using Caisse.Contracts;
using Caisse.ServiceDefaults;

namespace Caisse.Contributions.Contributing.Pledging;

/// <summary>Shows a pledge with all its changes.</summary>
static class ReadPledge
{
    /// <summary>What holds from a period on.</summary>
    internal sealed record Terms(Period FromPeriod, long MonthlyCents, string Method, bool Paused);

    /// <summary>A pledge: the latest terms, and the history in the order in which it was made.</summary>
    internal sealed record Pledge(
        Guid Id, Guid HouseholdId, long MonthlyCents, string Method, bool Paused, Period FromPeriod,
        Period? LastPeriod,
        IReadOnlyList<Terms> History, long Version) : IVersioned;

    internal static void Map(RouteGroupBuilder caisse) =>
        caisse.MapGet("/pledges/{pledgeId:guid}", HandleAsync)
            .Describe(nameof(ReadPledge), "A household's pledge and how it changed.")
            .Allow(Grants.Treasurer, Grants.Coordinator, Grants.Member);

    static async Task<Answer<Pledge>> HandleAsync(
        Guid pledgeId, Caller caller, Database database, CancellationToken cancel)
    {
        await using var work = await database.BeginAsync(caller, cancel);
        return await FindAsync(work, pledgeId, caller) is { } pledge
            ? pledge
            : Refusal.NotFound("pledge", pledgeId);
    }

    /// <summary>
    /// The pledge; null when there is none, or it is of another household than the calling member's.
    /// </summary>
    internal static async Task<Pledge?> FindAsync(Work work, Guid pledgeId, Caller caller)
    {
        var isStaff = caller.Has(Grants.Treasurer) || caller.Has(Grants.Coordinator);
        var found = await work.FindAsync<PledgeRow>(
            ReadRow, new { work.Caisse, pledgeId, MemberId = isStaff ? null : caller.MemberId });
        if (found is null)
        {
            return null;
        }
        var history = await work.ListAsync<Terms>(ReadTerms, new { work.Caisse, pledgeId });
        var latest = history[^1];
        return new Pledge(
            found.PledgeId, found.HouseholdId, latest.MonthlyCents, latest.Method, latest.Paused,
            latest.FromPeriod, found.LastPeriod, history, found.Version);
    }

    sealed record PledgeRow(Guid PledgeId, Guid HouseholdId, Period? LastPeriod, long Version);

    const string ReadRow =
        """
        select p.pledge_id, p.household_id, h.last_period, p.version
        from pledge p join household h on h.caisse_id = p.caisse_id and h.household_id = p.household_id
        where p.caisse_id = @Caisse and p.pledge_id = @pledgeId
            and (@MemberId::uuid is null or @MemberId = any(h.member_ids))
        """;

    const string ReadTerms =
        """
        select from_period, monthly_cents, method, paused
        from pledge_terms where caisse_id = @Caisse and pledge_id = @pledgeId
        order by version
        """;
}
