using Caisse.Benchmarks.Sortition;
using Caisse.Sortition.Pools;
using Caisse.Sortition.Tests.Exact;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Sortition.Tests;

/// <summary>Pools of which every panel can be counted.</summary>
static class SmallPools
{
    const int FewestListed = 5;
    const int MostListed = 3_000;

    /// <summary>The seed is what a failed property prints to repeat it.</summary>
    internal sealed record SmallPool(int Seed, Pool Pool, int Size);

    /// <summary>Up to nine persons, with quotas around a panel that may exist or not.</summary>
    internal static Arbitrary<SmallPool> Any { get; } = Gen.Choose(0, int.MaxValue - 1).Select(Of).ToArbitrary();

    /// <summary>
    /// 25 to 69 persons with households and exact quotas, such that there are a few panels to some thousands:
    /// relaxing what must be whole says little about them, and weights grow.
    /// </summary>
    internal static Arbitrary<(SmallPool Small, IReadOnlyList<int[]> Panels)> Exact { get; } =
        Gen.Choose(0, int.MaxValue - 1).Select(ExactOf).ToArbitrary();

    internal static (SmallPool Small, IReadOnlyList<int[]> Panels) ExactOf(int seed)
    {
        var random = new Random(seed);
        while (true)
        {
            var persons = random.Next(25, 70);
            var size = Math.Max(4, persons / 8) + random.Next(3);
            var pool = MadePools.Make(persons, size, random.Next(4, 8), 0, true, random.Next());
            if (ListedPanels.Of(pool, size, MostListed) is { Count: >= FewestListed } panels)
                return (new SmallPool(seed, pool, size), panels);
        }
    }

    internal static SmallPool Of(int seed)
    {
        var random = new Random(seed);
        var size = random.Next(2, 5);
        var features = Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(2, 4)).ToArray();
        var persons = Enumerable.Range(0, random.Next(size + 1, 10)).Select(at => new Person(
            $"p{at}", [.. features.Select(count => $"v{random.Next(count)}")],
            random.Next(3) == 0 ? $"h{random.Next(3)}" : null)).ToList();
        var example = persons.OrderBy(_ => random.Next()).Take(size).ToList();
        var quotas = features.SelectMany((count, category) => Enumerable.Range(0, count).Select(value =>
        {
            var there = example.Count(person => person.Features[category] == $"v{value}");
            var wrong = random.Next(8) == 0 ? 1 : 0;
            return new Quota(
                $"c{category}", $"v{value}", Math.Max(0, there - random.Next(2)) + wrong,
                there + random.Next(2) + wrong);
        }));
        return new SmallPool(
            seed, new Pool([.. features.Select((_, category) => $"c{category}")], [.. quotas], persons), size);
    }
}
