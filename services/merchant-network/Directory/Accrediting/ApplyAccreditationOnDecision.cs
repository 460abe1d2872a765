using Caisse.Contracts.Governance;
using Caisse.Contracts.MerchantNetwork;
using Caisse.MerchantNetwork.Domain;
using Caisse.Rules;
using Caisse.ServiceDefaults;

namespace Caisse.MerchantNetwork.Directory.Accrediting;

/// <summary>
/// Accredits and suspends points of sale as a decision says. Nothing else writes accreditations, and an
/// effect is applied to all the points of sale it names or to none.
/// </summary>
[Consumer("ApplyAccreditationOnDecision")]
sealed class ApplyAccreditationOnDecision : IHandle<DecisionAdopted>
{
    public async Task HandleAsync(DecisionAdopted happened, Work work, CancellationToken cancel)
    {
        await work.ApplyAsync<AccreditPointOfSale>(
            happened, rule => RecordAsync(work, happened, rule.PointOfSaleIds, Accredits(happened, rule)));
        await work.ApplyAsync<SuspendPointOfSale>(
            happened, rule => RecordAsync(work, happened, [rule.PointOfSaleId], Suspends(happened, rule)));
    }

    static AccreditationEntry Accredits(DecisionAdopted adopted, AccreditPointOfSale rule) => new(
        adopted.DecisionId, adopted.Number, Accreditation.Accredited, adopted.InForceFrom, rule.Until,
        rule.Categories ?? [], null);

    static AccreditationEntry Suspends(DecisionAdopted adopted, SuspendPointOfSale rule) => new(
        adopted.DecisionId, adopted.Number, Accreditation.Suspended, adopted.InForceFrom, null, [],
        rule.Reason);

    /// <summary>Null, or why the effect cannot be applied.</summary>
    static async Task<string?> RecordAsync(
        Work work, DecisionAdopted adopted, IReadOnlyList<Guid> named, AccreditationEntry entry)
    {
        Guid[] ids = [.. named.Distinct()];
        var known = await work.ListAsync<Guid>(LockPointsOfSale, new { work.Caisse, ids });
        if (ids.Except(known).ToList() is { Count: > 0 } unknown)
        {
            var missing = string.Join(", ", unknown);
            return $"There is no point of sale {missing} in this caisse. None was changed.";
        }
        if (entry.Until < entry.Since)
        {
            return $"It would end on {entry.Until:O}, before it begins on {entry.Since:O}. None was changed.";
        }
        var histories = await AccreditationRow.HistoriesAsync(work, ids);
        var toldTwice = ids.Where(id => histories[id].Any(before => Contradicts(before, entry))).ToList();
        if (toldTwice.Count > 0)
        {
            var those = string.Join(", ", toldTwice);
            return $"This decision already says something else about {those}. None was changed.";
        }
        var unchanged = ids.Where(id => histories[id].Any(before => before.DecisionId == entry.DecisionId));
        foreach (var id in ids.Except(unchanged))
        {
            await RecordAsync(work, adopted, id, entry, histories[id]);
        }
        return null;
    }

    /// <summary>
    /// The version is the decision's number: it grows with each change, and it orders changes as the register
    /// of decisions does even when decisions arrive here in another order.
    /// </summary>
    static async Task RecordAsync(
        Work work, DecisionAdopted adopted, Guid pointOfSaleId, AccreditationEntry entry,
        IEnumerable<AccreditationEntry> before)
    {
        await work.ExecuteAsync(InsertAccreditation, new
        {
            work.Caisse,
            pointOfSaleId,
            entry.DecisionId,
            entry.DecisionNumber,
            entry.State,
            entry.Since,
            entry.Until,
            Categories = entry.Categories.ToArray(),
            entry.Reason,
            work.Now,
        });
        var recorded = Accreditation.InOrder([.. before, entry])
            .Single(item => item.DecisionId == entry.DecisionId);
        await work.PublishAsync(new AccreditationChanged(
            work.Caisse, pointOfSaleId, entry.State, entry.Since, entry.Until, recorded.Categories,
            entry.DecisionId, adopted.Number, work.Now));
    }

    /// <summary>
    /// Whether an entry of the same decision says another thing; the same thing again is a message delivered
    /// twice.
    /// </summary>
    static bool Contradicts(AccreditationEntry before, AccreditationEntry entry) =>
        before.DecisionId == entry.DecisionId
        && (before.State != entry.State || before.Until != entry.Until || before.Reason != entry.Reason
            || !before.Categories.SequenceEqual(entry.Categories));

    // Locked, so that two decisions about one point of sale are recorded one after the other.
    const string LockPointsOfSale =
        """
        select point_of_sale_id from point_of_sale
        where caisse_id = @Caisse and point_of_sale_id = any(@ids)
        order by point_of_sale_id
        for update
        """;

    const string InsertAccreditation =
        """
        insert into accreditation (
            caisse_id, point_of_sale_id, decision_id, decision_number, state, since, until, categories,
            reason, recorded_at)
        values (
            @Caisse, @pointOfSaleId, @DecisionId, @DecisionNumber, @State, @Since, @Until, @Categories,
            @Reason, @Now)
        """;
}
