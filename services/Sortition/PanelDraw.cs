using Caisse.Sortition.Drawing;
using Caisse.Sortition.Pools;
using Caisse.Sortition.Solving;

namespace Caisse.Sortition;

/// <summary>What is to be drawn.</summary>
/// <param name="Pool">Who may be drawn, and the quotas.</param>
/// <param name="Size">Persons on a panel.</param>
/// <param name="Seed">Decides everything that fairness leaves open.</param>
/// <param name="Objective">What is made as fair as possible.</param>
/// <param name="Lottery">How many numbered panels.</param>
public sealed record DrawOrder(
    Pool Pool, int Size, string Seed, Objective Objective = Objective.Leximin, int Lottery = 1000)
{
    /// <summary>More numbers than a meeting throws dice for.</summary>
    public const int MostPanels = 10_000;

    /// <summary>What is wrong with it.</summary>
    public IEnumerable<InputError> Errors()
    {
        if (Size < 1 || Size > Pool.Persons.Count)
            yield return new InputError("size", 0, "", $"It is from 1 to {Pool.Persons.Count}, not {Size}.");
        if (Lottery is < 1 or > MostPanels)
            yield return new InputError("lottery", 0, "", $"It is from 1 to {MostPanels}, not {Lottery}.");
    }
}

/// <summary>A lottery computed, not yet drawn from. Persons are places in the pool.</summary>
/// <param name="Probabilities">Of each person, in the fairest lottery.</param>
/// <param name="InNoPanel">Persons in no panel that satisfies the quotas.</param>
/// <param name="Levels">Why no lottery is fairer, level by level.</param>
/// <param name="Panels">The numbered panels, each as likely as the other.</param>
/// <param name="Mixture">Panels that mix to the probabilities, each with its share.</param>
public sealed record DrawnLottery(
    IReadOnlyList<double> Probabilities, IReadOnlyList<int> InNoPanel, IReadOnlyList<LevelCertificate> Levels,
    IReadOnlyList<IReadOnlyList<int>> Panels, IReadOnlyList<MixturePanel> Mixture)
{
    /// <summary>A level that may be off by more is not called proven.</summary>
    public const double ProvenGap = 1e-6;

    /// <summary>What a level may be off at most, by its certificate.</summary>
    public double MostGap => Levels.Max(level => level.Bound - level.Probability);

    /// <summary>
    /// By how much another lottery's geometric mean can be larger at most, as a part of this one's; only
    /// where that was the objective.
    /// </summary>
    public double? GeometricGap { get; init; }

    /// <summary>How far chances are from the mean, and that none are nearer; only where that was the
    /// objective.</summary>
    public GoldilocksBalance? Balance { get; init; }

    /// <summary>Whether what was asked for is proven to <see cref="ProvenGap"/>.</summary>
    public bool IsProven => (GeometricGap ?? Balance?.Gap ?? MostGap) <= ProvenGap;

    /// <summary>The geometric mean of the probabilities of those who are in some panel.</summary>
    public double GeometricMean => Math.Exp(Probabilities.Where(one => one > 0).Average(Math.Log));

    /// <summary>
    /// How often what one level may be off can show in a later one: the conditioning of the pool. Where it is
    /// in the thousands, only gaps as many times smaller say that later probabilities are exact.
    /// </summary>
    public double MostLeverage => Levels.Max(level => level.Leverage);

    /// <summary>The most that the numbered panels hold a person too often or too rarely, in panels.</summary>
    public double MostOff()
    {
        var counts = new int[Probabilities.Count];
        foreach (var person in Panels.SelectMany(panel => panel)) counts[person]++;
        return counts
            .Select((count, person) => Math.Abs(count - (Probabilities[person] * Panels.Count))).Max();
    }
}

/// <summary>A panel of the fairest lottery. Persons alike take turns in it.</summary>
/// <param name="Share">Of the lottery.</param>
/// <param name="Persons">Places in the pool: of persons alike the first ones.</param>
public sealed record MixturePanel(double Share, IReadOnlyList<int> Persons);

/// <summary>
/// With these weights of persons no panel weighs more than Heaviest; so nobody left to fix can be sure of
/// more than Bound = (Heaviest - weight of those fixed before, times their probabilities) / weight of the
/// others.
/// </summary>
/// <param name="Probability">The least of those not fixed before.</param>
/// <param name="Bound">What it can be at most.</param>
/// <param name="Heaviest">What a panel weighs at most.</param>
/// <param name="Fixed">Persons fixed at this level.</param>
/// <param name="Weights">Of each person in the pool.</param>
/// <param name="Leverage">Weight of those fixed before / weight of the others: if those had less than they
/// could, by so much of it the others have more.</param>
public sealed record LevelCertificate(
    double Probability, double Bound, double Heaviest, IReadOnlyList<int> Fixed,
    IReadOnlyList<double> Weights, double Leverage);

/// <summary>Computes the fairest lottery and its numbered panels.</summary>
public static class PanelDraw
{
    /// <summary>The lottery; null when no panel satisfies the quotas.</summary>
    public static DrawnLottery? Compute(
        DrawOrder order, IProgress<DrawProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (order.Errors().FirstOrDefault() is { } error)
            throw new ArgumentException(error.ToString(), nameof(order));
        var kinds = Kinds.Of(order.Pool);
        var rules = new PanelRules(kinds, order.Size);
        var numbers = new SeededNumbers(order.Seed);
        var seed = (long)(numbers.Next() >> 16);
        var distribution = FairLottery.Compute(rules, order.Objective, seed, progress, cancellation);
        if (distribution is null) return null;
        var tickets = UniformLottery.Choose(rules, distribution, order.Lottery, numbers, cancellation);
        var panels = Seating.Seat(kinds, tickets, order.Seed);
        Guard.Against(
            panels.Any(panel => PanelCheck.FirstFault(order.Pool, order.Size, panel) is not null),
            "A panel breaks a rule.");
        var probabilities = ForPersons(kinds, distribution.Probabilities);
        var inNoPanel = Enumerable.Range(0, kinds.All.Count)
            .Where(kind => distribution.Probabilities[kind] == 0)
            .SelectMany(kind => kinds.All[kind].Persons).Order().ToList();
        var levels = distribution.Levels.Select(level => new LevelCertificate(
            level.Probability, level.Bound, level.Heaviest,
            [.. level.Fixed.SelectMany(kind => kinds.All[kind].Persons).Order()],
            ForPersons(kinds, level.Weights), level.Leverage));
        var mixture = distribution.Panels.Zip(distribution.Shares).Select(mixed => new MixturePanel(
            mixed.Second, [.. mixed.First.Kinds.Zip(mixed.First.Counts).SelectMany(kind =>
                kinds.All[kind.First].Persons.Take(kind.Second))]));
        var lottery = new DrawnLottery(probabilities, inNoPanel, [.. levels], [.. panels], [.. mixture]);
        return order.Objective switch
        {
            Objective.Nash => lottery with { GeometricGap = GapOf(lottery) },
            Objective.Goldilocks => lottery with { Balance = BalanceOf(order, lottery) },
            _ => lottery,
        };
    }

    static GoldilocksBalance BalanceOf(DrawOrder order, DrawnLottery lottery)
    {
        var some = lottery.Probabilities.Where(one => one > 0).ToList();
        var mean = (double)order.Size / some.Count;
        return new GoldilocksBalance(some.Max() / mean, some.Min() / mean, lottery.Levels[0].Bound);
    }

    /// <summary>By the mean of weights times probabilities, which is above their geometric mean.</summary>
    static double GapOf(DrawnLottery lottery)
    {
        var level = lottery.Levels[0];
        var products = lottery.Probabilities.Zip(level.Weights).Where(one => one.First > 0)
            .Select(one => one.First * one.Second).ToList();
        return Math.Max(0, (level.Heaviest / (products.Count * products.Min())) - 1);
    }

    static double[] ForPersons(Kinds kinds, double[] ofKind)
    {
        var ofPerson = new double[kinds.Pool.Persons.Count];
        for (var kind = 0; kind < ofKind.Length; kind++)
        {
            foreach (var person in kinds.All[kind].Persons) ofPerson[person] = ofKind[kind];
        }
        return ofPerson;
    }
}
