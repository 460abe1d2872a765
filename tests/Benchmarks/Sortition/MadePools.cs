using Caisse.Sortition.Pools;

namespace Caisse.Benchmarks.Sortition;

/// <summary>
/// Pools like those of real campaigns: some answer the invitation more readily than others, quotas are what a
/// panel that mirrors the population holds, exactly or to within a seat, and some live together.
/// </summary>
static class MadePools
{
    static readonly int[] FeaturesOfCategory = [2, 2, 3, 4, 4, 5, 6, 8];

    static readonly double[] Readiness = [0.4, 0.7, 1, 1.5, 2.2];

    /// <summary>A pool with at least one panel.</summary>
    internal static Pool Make(int persons, int size, int categories, int slack, bool hasHouseholds, int seed)
    {
        var random = new Random(seed);
        int[] counts = [.. Enumerable.Range(0, categories)
            .Select(_ => FeaturesOfCategory[random.Next(FeaturesOfCategory.Length)])];
        double[][] population = [.. counts.Select(count =>
            Enumerable.Range(0, count).Select(_ => random.NextDouble() + 0.15).ToArray())];
        double[][] ready = [.. counts.Select(count =>
            Enumerable.Range(0, count).Select(_ => Readiness[random.Next(Readiness.Length)]).ToArray())];
        var features = new int[persons][];
        var households = Households(persons, hasHouseholds, random);
        for (var person = 0; person < persons; person++)
        {
            // Features hang together: one hidden trait favours the first or the last half of each category.
            var isFirstHalf = random.Next(2) == 0;
            features[person] = [.. counts.Select((count, category) => Pick(
                random, [.. Enumerable.Range(0, count).Select(value => population[category][value]
                    * ready[category][value] * (2 * value < count == isFirstHalf ? 1.8 : 1))]))];
            if (person > 0 && households[person] == households[person - 1])
                features[person][0] = features[person - 1][0];
        }
        var panel = Enumerable.Range(0, persons)
            .OrderByDescending(person => Math.Pow(
                random.NextDouble(),
                features[person].Select((value, category) => ready[category][value]).Aggregate((a, b) => a * b)))
            .DistinctBy(person => households[person]).Take(size).ToList();
        var quotas = counts.SelectMany((count, category) => Enumerable.Range(0, count).Select(value =>
        {
            var there = panel.Count(person => features[person][category] == value);
            return new Quota($"c{category}", $"v{value}", Math.Max(0, there - slack), there + slack);
        }));
        return new Pool(
            [.. counts.Select((_, category) => $"c{category}")], [.. quotas],
            [.. features.Select((values, person) => new Person(
                $"p{person}", [.. values.Select(value => $"v{value}")],
                hasHouseholds ? $"h{households[person]}" : null))]);
    }

    static int[] Households(int persons, bool hasHouseholds, Random random)
    {
        var households = new int[persons];
        for (int person = 0, household = 0; person < persons; household++)
        {
            var members = hasHouseholds ? 1 + Pick(random, [0.7, 0.2, 0.07, 0.03]) : 1;
            for (; members > 0 && person < persons; members--) households[person++] = household;
        }
        return households;
    }

    static int Pick(Random random, double[] weights)
    {
        var left = random.NextDouble() * weights.Sum();
        var at = 0;
        while (at < weights.Length - 1 && (left -= weights[at]) > 0) at++;
        return at;
    }
}
