using System.Globalization;
using System.Text;
using Caisse.Sortition.Drawing;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Commands;

/// <summary>Computes the lottery, and writes what is published and what stays private.</summary>
static class DrawCommand
{
    const int MostAlternates = 100;

    internal static int Run(
        string[] rest, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        var arguments = new Arguments(
            rest, 2, "--size", "--seed", "--objective", "--lottery", "--alternates", "--salt", "--out");
        var pool = ReadPool(arguments);
        var (published, places) = Pseudonyms.Of(pool, arguments.Text("--salt") ?? "");
        var frozen = EvidencePool.Of(published);
        var order = new EvidenceOrder(
            arguments.Number("--size"), arguments.Text("--objective") ?? EvidenceOrder.Leximin,
            arguments.Number("--lottery", 1000), arguments.Text("--seed") ?? CanonicalJson.Hash(frozen),
            arguments.Number("--alternates", 0));
        Check(order);
        var asked = new DrawOrder(
            published, order.Size, order.Seed,
            order.Objective == EvidenceOrder.Maximin ? Objective.Maximin : Objective.Leximin, order.Lottery);
        if (asked.Errors().ToArray() is [_, ..] wrong) throw new BadInputException(wrong);
        var lottery = PanelDraw.Compute(asked, new ProgressLines(errors), cancellation);
        if (lottery is null) return RelaxCommand.Advise(pool, order.Size, output, cancellation);
        var evidence = EvidenceFile.Of(frozen, order, EvidenceResult.Of(lottery));
        Write(arguments.Text("--out") ?? ".", pool, places, lottery, evidence);
        output.WriteLine($"pool   {evidence.PoolHash}");
        output.WriteLine($"bundle {evidence.BundleHash}");
        output.WriteLine(
            $"smallest probability {lottery.Levels[0].Probability:0.######}, "
            + $"{lottery.Levels.Count} levels "
            + (lottery.IsProven ? "proven, " : $"NOT proven, a level may be off by {lottery.MostGap:0E+0}, ")
            + $"nobody off by more than {lottery.MostOff():0.##} of {lottery.Panels.Count} panels");
        foreach (var person in lottery.InNoPanel)
            output.WriteLine($"{pool.Persons[places[person]].Id} is in no panel that satisfies the quotas.");
        return CommandLine.Done;
    }

    internal static Pool ReadPool(Arguments arguments)
    {
        var (pool, errors) = PoolReader.Read(
            File.ReadAllText(arguments.Files[0]), File.ReadAllText(arguments.Files[1]),
            Path.GetFileName(arguments.Files[0]), Path.GetFileName(arguments.Files[1]));
        return pool ?? throw new BadInputException([.. errors]);
    }

    static void Check(EvidenceOrder order)
    {
        if (order.Objective is not (EvidenceOrder.Leximin or EvidenceOrder.Maximin))
            throw new BadInputException($"--objective is leximin or maximin, not '{order.Objective}'.");
        if (order.Alternates > MostAlternates)
            throw new BadInputException($"--alternates is at most {MostAlternates} per seat.");
    }

    static void Write(
        string folder, Pool pool, IReadOnlyList<int> places, DrawnLottery lottery, EvidenceFile evidence)
    {
        Directory.CreateDirectory(folder);
        var probabilities = new StringBuilder("id,probability\n");
        foreach (var (place, person) in places.Index().Select(one => (one.Item, one.Index)).Order())
        {
            probabilities.Append(Cell(pool.Persons[place].Id)).Append(',')
                .Append(EvidenceResult.Digits(lottery.Probabilities[person])).Append('\n');
        }
        var panels = new StringBuilder("panel,id\n");
        foreach (var (number, panel) in lottery.Panels.Index())
        {
            var ids = panel.Select(person => places[person]).Order().Select(at => pool.Persons[at].Id);
            foreach (var id in ids)
                panels.Append(CultureInfo.InvariantCulture, $"{number:000},").Append(Cell(id)).Append('\n');
        }
        File.WriteAllText(Path.Combine(folder, "probabilities.csv"), $"{probabilities}");
        File.WriteAllText(Path.Combine(folder, "panels.csv"), $"{panels}");
        File.WriteAllBytes(
            Path.Combine(folder, "certificates.json"), CanonicalJson.Bytes(evidence.Result.Levels));
        File.WriteAllBytes(Path.Combine(folder, "evidence.json"), evidence.ToBytes());
    }

    static string Cell(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
}

/// <summary>A line per level, and now and then one in between.</summary>
sealed class ProgressLines(TextWriter output) : IProgress<DrawProgress>
{
    const int PanelsBetweenLines = 200;

    int _reported;

    public void Report(DrawProgress value)
    {
        if (value.Level == 0 && ++_reported % PanelsBetweenLines != 0) return;
        output.WriteLine(
            $"level {value.Level} of {value.Levels}, bound {value.Bound:0.######}, gap {value.Gap:0.0E+0}, "
            + $"{value.Panels} panels");
    }
}
