using Caisse.Sortition.Pools;
using Caisse.Sortition.Relaxing;
using Caisse.Sortition.Tests.Exact;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Sortition.Tests;

/// <summary>What is advised when no panel satisfies the quotas.</summary>
public sealed class RelaxationTests
{
    [Fact]
    public void The_advice_is_the_cheapest_of_all_and_the_conflict_cannot_be_smaller() =>
        Prop.ForAll(SmallPools.Any, small =>
        {
            var (pool, size) = (small.Pool, small.Size);
            var advice = QuotaRelaxation.Find(pool, size);
            Assert.Equal(new AllPanels(pool, size).Panels.Count > 0, advice is null);
            if (advice is null) return;
            AssertConflict(pool, size, advice.Conflict);
            var all = new AllPanels(pool, size);
            var cheapest = AllPanels.Subsets(pool.Persons.Count, size).Min(panel => all.Cost(panel, Price));
            Assert.Equal(double.IsPositiveInfinity(cheapest), advice.Relaxed is null);
            if (advice.Relaxed is null) return;
            var asked = pool.Quotas.ToDictionary(quota => quota.Name);
            Assert.Equal(cheapest, advice.Relaxed.Sum(quota => Paid(asked[quota.Name], quota)), 1e-6);
            Assert.NotEmpty(new AllPanels(pool with { Quotas = advice.Relaxed }, size).Panels);
        }).Check(Trials.Of(200));

    [Fact]
    public void No_quota_is_widened_beyond_what_may_be()
    {
        Pool Asked(int lowest) => new(
            ["age"], [new Quota("age", "old", 2, 2, lowest), new Quota("age", "young", 0, 1, 0, 1)],
            [new Person("a", ["young"]), new Person("b", ["young"]), new Person("c", ["old"])]);

        Assert.Null(QuotaRelaxation.Find(Asked(2), 2)!.Relaxed);
        var relaxed = QuotaRelaxation.Find(Asked(1), 2)!.Relaxed!;
        Assert.Equal((1, 2), (relaxed[0].Min, relaxed[0].Max));
        Assert.Equal(["age old"], QuotaRelaxation.Find(Asked(1), 2)!.Conflict.Select(quota => quota.Name));
    }

    [Fact]
    public void What_gives_way_is_spread_over_groups_rather_than_taken_from_one()
    {
        var people = Enumerable.Range(0, 20).Select(at => new Person($"p{at:00}", [at < 16 ? "here" : "there", at % 2 == 0 ? "one" : "other"]));
        var pool = new Pool(
            ["place", "side"],
            [
                new Quota("place", "here", 4, 10), new Quota("place", "there", 0, 4),
                new Quota("side", "one", 6, 6), new Quota("side", "other", 6, 6),
            ],
            [.. people]);

        // Ten seats, twelve asked for: two must give way, one of each rather than two of one.
        var relaxed = QuotaRelaxation.Find(pool, 10)!.Relaxed!;

        Assert.Equal([5, 5], relaxed.Where(quota => quota.Category == "side").Select(quota => quota.Min));
    }

    static void AssertConflict(Pool pool, int size, IReadOnlyList<Quota> conflict)
    {
        Assert.Empty(new AllPanels(pool with { Quotas = conflict }, size).Panels);
        Assert.All(conflict, one => Assert.NotEmpty(
            new AllPanels(pool with { Quotas = [.. conflict.Where(quota => quota != one)] }, size).Panels));
    }

    /// <summary>Each seat costs one and more where there are few, and every further one of a quota more.</summary>
    static double Price(Quota quota, bool isAbove, int seats) => Enumerable.Range(0, seats)
        .Sum(further => 1 + ((2.0 + (2 * further)) / Math.Max(1, isAbove ? quota.Max : quota.Min)));

    static double Paid(Quota asked, Quota relaxed) =>
        Price(asked, false, asked.Min - relaxed.Min) + Price(asked, true, relaxed.Max - asked.Max);
}
