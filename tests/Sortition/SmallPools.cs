using Caisse.Sortition.Pools;
using FsCheck;
using FsCheck.Fluent;

namespace Caisse.Sortition.Tests;

/// <summary>Pools of which every panel can be counted.</summary>
static class SmallPools
{
    /// <summary>The seed is what a failed property prints to repeat it.</summary>
    internal sealed record SmallPool(int Seed, Pool Pool, int Size);

    /// <summary>Up to nine persons, with quotas around a panel that may exist or not.</summary>
    internal static Arbitrary<SmallPool> Any { get; } = Gen.Choose(0, int.MaxValue - 1).Select(Of).ToArbitrary();

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
