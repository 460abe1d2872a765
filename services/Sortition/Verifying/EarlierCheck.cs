using System.Globalization;
using System.Text.Json;
using Caisse.Sortition.Evidence;
using static Caisse.Sortition.Verifying.DifferenceException;

namespace Caisse.Sortition.Verifying;

/// <summary>
/// Checks a file of the release before as far as arithmetic goes. It has no proof that no panel is heavier
/// than it says, and no finder: what no check sees is named by the hash that it breaks.
/// </summary>
sealed class EarlierCheck(EarlierEvidence file, List<string> said)
{
    /// <summary>That release computed and wrote in floating point.</summary>
    const double Rounding = 1e-8;

    internal void Check(byte[] text)
    {
        var canonical = file.ToBytes();
        var same = text.AsSpan().CommonPrefixLength(canonical);
        Unless(
            same == text.Length && same == canonical.Length, "the file",
            $"it is not in canonical form from byte {same} on");
        CheckPool();
        UnlessSame(file.Result.Panels.Length, file.Order.Lottery, "result.panels");
        PanelsCheck.Check(file.Pool, file.Order.Size, file.Result.Panels);
        CheckLevels(CheckProbabilities());
        UnlessSame(file.PoolHash, file.PoolHashNow(), "poolHash, or pool");
        UnlessSame(file.BundleHash, file.BundleHashNow(), "bundleHash, or order, or result");
        CheckOutcome();
        UnlessSame(file.EvidenceHash, file.Sealed().EvidenceHash, "evidenceHash, or outcome.source");
        said.Add("This file is of an earlier release. That no panel is heavier than each level says is not "
            + "proven by arithmetic in it: only that release can compute it again.");
    }

    void CheckPool()
    {
        PoolCheck.Check(file.Pool);
        PoolCheck.CheckFeatures(file.Pool);
    }

    double[] CheckProbabilities()
    {
        var result = file.Result;
        UnlessSame(result.Probabilities.Length, file.Pool.Persons.Length, "result.probabilities");
        double[] probabilities = [.. result.Probabilities.Select((one, at) =>
            Number(one, $"result.probabilities[{at}]"))];
        foreach (var (at, one) in probabilities.Index())
            Unless(one is >= 0 and <= 1, $"result.probabilities[{at}]", "it is not from 0 to 1");
        Unless(
            Math.Abs(probabilities.Sum() - file.Order.Size) <= Rounding, "result.probabilities",
            $"they do not sum to {file.Order.Size}");
        var never = probabilities.Index().Where(one => one.Item == 0).Select(one => one.Index);
        Unless(
            result.InNoPanel.SequenceEqual(never), "result.inNoPanel",
            "they are not those with probability 0");
        said.Add(PanelsCheck.Compare(
            result.Panels, [.. probabilities.Select(one => FixedDecimal.Round(one))]));
        return probabilities;
    }

    void CheckLevels(double[] probabilities)
    {
        var isFixed = probabilities.Select(one => one == 0).ToArray();
        var largest = 0.0;
        foreach (var (at, level) in file.Result.Levels.Index())
        {
            var path = $"result.levels[{at}]";
            var least = Number(level.Probability, $"{path}.probability");
            Unless(
                isFixed.Contains(false)
                && least == probabilities.Where((_, person) => !isFixed[person]).Min(),
                $"{path}.probability", "it is not the smallest of those not yet fixed");
            var (bound, heaviest) = (
                Number(level.Bound, $"{path}.bound"), Number(level.Heaviest, $"{path}.heaviest"));
            var weights = Weights(path, level);
            var ofFixed = weights.Select((weight, at) => isFixed[at] ? weight * probabilities[at] : 0).Sum();
            var ofOthers = weights.Where((_, person) => !isFixed[person]).Sum();
            Unless(
                Math.Abs(((heaviest - ofFixed) / ofOthers) - bound) <= Rounding, path,
                "bound, heaviest and weights do not agree");
            Unless(
                file.Result.Panels.All(panel => panel.Sum(at => weights[at]) <= heaviest + Rounding),
                $"{path}.heaviest", "a numbered panel is heavier");
            largest = Math.Max(largest, bound - least);
            foreach (var person in level.Fixed)
            {
                Unless(
                    person >= 0 && person < isFixed.Length && !isFixed[person], $"{path}.fixed",
                    $"{person} is fixed already, or not in the pool");
                isFixed[person] = true;
            }
        }
        Unless(
            !isFixed.Contains(false) || file.Order.Objective == EvidenceOrder.Maximin, "result.levels",
            "somebody is fixed by no level");
        said.Add($"{file.Result.Levels.Length} levels, by the word of the program that drew to "
            + largest.ToString("0.0E+0", CultureInfo.InvariantCulture)
            + (largest > LotteryQuality.MaxGap ? ", which is more than may be called proven." : "."));
    }

    double[] Weights(string path, EarlierLevel level)
    {
        var weights = new double[file.Pool.Persons.Length];
        foreach (var (name, text) in level.Weights)
        {
            Unless(
                int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var person)
                && person < weights.Length, $"{path}.weights", $"there is no person {name}");
            weights[int.Parse(name, CultureInfo.InvariantCulture)] = Number(text, $"{path}.weights.{name}");
        }
        return weights;
    }

    void CheckOutcome()
    {
        if (file.Outcome is not { } outcome) return;
        OutcomeCheck.Check(
            file.Pool, file.Result.Panels, file.Order.Alternates, file.BundleHash, outcome.ToOutcome());
        said.Add($"Panel {outcome.Number:000} follows from the value '{outcome.Value}'. That it came from "
            + $"'{outcome.Source}' was written after the value was known.");
    }

    static double Number(string text, string path) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? number : throw new DifferenceException(path, $"'{text}' is not a number");
}
