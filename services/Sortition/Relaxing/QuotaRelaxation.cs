using Caisse.Sortition.Drawing;
using Caisse.Sortition.Pools;
using Caisse.Sortition.Solving;

namespace Caisse.Sortition.Relaxing;

/// <summary>What to do when no panel satisfies the quotas.</summary>
/// <param name="Conflict">Quotas that cannot be satisfied together, none of which could be left out.</param>
/// <param name="Relaxed">The same quotas as were asked, widened as little as makes a panel possible; null
/// when nothing within what may be relaxed does.</param>
public sealed record RelaxationAdvice(IReadOnlyList<Quota> Conflict, IReadOnlyList<Quota>? Relaxed);

/// <summary>Finds the conflict among quotas, and the smallest widening that resolves it.</summary>
public static class QuotaRelaxation
{
    /// <summary>A quota of few is widened less readily: one seat of two is more than one of twenty.</summary>
    const double WeightOfSmall = 2;

    /// <summary>
    /// Every further seat of the same quota costs more, in parts of its size: widening is spread over groups.
    /// </summary>
    const double WeightOfFurther = 2;

    /// <summary>So many seats of a quota are counted one by one; all that follow are alike.</summary>
    const int Steps = 8;

    /// <summary>The conflict and the advice; null when there is a panel already.</summary>
    public static RelaxationAdvice? Find(Pool pool, int size, CancellationToken cancellation = default)
    {
        var ordered = pool with
        {
            Quotas = [.. pool.Quotas.OrderBy(quota => quota.Category, StringComparer.Ordinal)
                .ThenBy(quota => quota.Feature, StringComparer.Ordinal)],
        };
        var rules = new PanelRules(Kinds.Of(ordered), size);
        var conflict = Conflict(rules, cancellation);
        return conflict is null ? null : new RelaxationAdvice(
            [.. conflict.Select(quota => ordered.Quotas[quota])], Widen(ordered, rules, cancellation));
    }

    /// <summary>Leaves out one quota after another, as long as what remains has no panel either.</summary>
    static List<int>? Conflict(PanelRules rules, CancellationToken cancellation)
    {
        var search = new PanelSearch(rules, cancellation);
        var nothing = new double[rules.Count];
        if (search.Find(nothing, double.NegativeInfinity, share: 0).Best is not null) return null;
        var conflict = new List<int>();
        for (var quota = 1; quota < rules.Quotas.Count; quota++)
        {
            search.Ask(quota, counts: false);
            if (search.Find(nothing, double.NegativeInfinity, share: 0).Best is null) continue;
            search.Ask(quota, counts: true);
            conflict.Add(quota - 1);
        }
        return conflict;
    }

    static List<Quota>? Widen(Pool pool, PanelRules rules, CancellationToken cancellation)
    {
        // After a variable per kind, those of each quota: seats by which its minimum is lowered, one by one,
        // and then those by which its maximum is raised.
        var program = new LinearProgram(rules.Count + (2 * Steps * pool.Quotas.Count));
        for (var kind = 0; kind < rules.Count; kind++) program.SetBounds(kind, 0, rules.Most[kind]);
        program.AddRow(rules.Quotas[0].Row(), rules.Size, rules.Size);
        for (var quota = 0; quota < pool.Quotas.Count; quota++)
        {
            var asked = pool.Quotas[quota];
            var lowered = rules.Count + (2 * Steps * quota);
            var atLeast = rules.Quotas[quota + 1].Row();
            Price(program, atLeast, lowered, asked.Min, asked.Min - asked.LowestMin, 1);
            program.AddRow(atLeast, asked.Min, 2.0 * (rules.Size + asked.Min));
            var atMost = rules.Quotas[quota + 1].Row();
            Price(
                program, atMost, lowered + Steps, asked.Max,
                Math.Max(0, Math.Min(asked.HighestMax, rules.Size) - asked.Max), -1);
            program.AddRow(atMost, -rules.Size, Math.Min(asked.Max, rules.Size));
        }
        foreach (var group in rules.Groups) program.AddRow(group.Row(), 0, group.Max);
        var found = new IntegerProgram(program, () =>
            false, cancellation).Find(double.NegativeInfinity, share: 1);
        return found.Best is not { } best ? null : [.. pool.Quotas.Select((quota, at) => quota with
        {
            Min = quota.Min - Seats(best, rules.Count + (2 * Steps * at)),
            Max = quota.Max + Seats(best, rules.Count + (2 * Steps * at) + Steps),
        })];
    }

    /// <summary>Seats of a quota's bound that may give way, the next always dearer than the last.</summary>
    static void Price(
        LinearProgram program, SparseVector row, int first, int bound, int most, double direction)
    {
        for (var step = 0; step < Steps; step++)
        {
            var seats = step < Steps - 1 ? Math.Clamp(most - step, 0, 1) : Math.Max(0, most - step);
            program.SetBounds(first + step, 0, seats);
            program.SetObjective(
                first + step, -(1 + ((WeightOfSmall + (WeightOfFurther * step)) / Math.Max(1, bound))));
            row.Add(first + step, direction);
        }
    }

    static int Seats(int[] found, int first) => found.AsSpan(first, Steps).ToArray().Sum();
}
