using System.Globalization;
using Caisse.Sortition.Drawing;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Pools;
using Caisse.Sortition.Verifying;

namespace Caisse.Sortition.Commands;

/// <summary>Computes the lottery, and writes what is published and what stays private.</summary>
static class DrawCommand
{
    internal const string EvidenceName = "evidence.json";
    const int MaxAlternates = 100;
    const int MaxNamed = 10;
    const string DefaultSource = "three ten-sided dice, thrown in public after this file was published";

    internal static int Run(
        string[] rest, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        var arguments = new Arguments(
            rest, 2, "--size", "--seed", "--objective", "--lottery", "--alternates", "--salt", "--out",
            "--source", "--smallest-group", "--id-column", "--staying");
        var (pool, size) = PoolFiles.ReadWithStaying(arguments);
        var folder = arguments.Text("--out") ?? ".";
        var files = new PrivateFiles(folder);
        var salt = files.Salt(arguments.Text("--salt"));
        var (published, places) = Pseudonyms.Of(pool, salt);
        var whole = EvidencePool.Of(
            published, arguments.Number("--smallest-group", PublicDraw.SmallestGroup));
        var order = new EvidenceOrder(
            size, arguments.Text("--objective") ?? EvidenceOrder.Leximin, arguments.Number("--lottery", 1000),
            arguments.Text("--seed") ?? CanonicalJson.Hash(Sealing.Seal(whole, salt).Public),
            arguments.Number("--alternates", 0), arguments.Text("--source") ?? DefaultSource);
        Check(order);
        var asked = new DrawOrder(published, order.Size, order.Seed, Objective.Leximin, order.Lottery);
        if (asked.Errors().ToArray() is [_, ..] wrong) throw new BadInputException(wrong);
        if (PublicDraw.Compute(whole, salt, order, new ProgressLines(errors), cancellation)
            is not var (computed, lottery))
            return RelaxCommand.Advise(pool, order.Size, output, cancellation);
        Write(files, pool, places, lottery, computed);
        Say(output, pool, places, lottery, computed);
        return CommandLine.Done;
    }

    static void Check(EvidenceOrder order)
    {
        if (!EvidenceOrder.Objectives.Contains(order.Objective))
        {
            var known = string.Join(", ", EvidenceOrder.Objectives);
            throw new BadInputException($"--objective is one of {known}, not '{order.Objective}'.");
        }
        if (order.Alternates > MaxAlternates)
            throw new BadInputException($"--alternates is at most {MaxAlternates} per seat.");
    }

    static void Say(
        TextWriter output, Pool pool, IReadOnlyList<int> places, DrawnLottery lottery,
        ComputedEvidence computed)
    {
        var evidence = computed.Evidence;
        output.WriteLine($"pool   {evidence.PoolHash}");
        output.WriteLine($"bundle {evidence.BundleHash}");
        if (evidence.Order.Objective == EvidenceOrder.Maximin)
            output.WriteLine("maximin: the smallest probability is as large as can be; those above it are as "
                + "they fell, and might be evened out by leximin.");
        if (lottery.GeometricGap is { } gap)
            output.WriteLine("nash: the geometric mean of probabilities is as large as can be, to a part of "
                + string.Create(CultureInfo.InvariantCulture, $"{gap:0E+0}. The smallest probability is ")
                + string.Create(CultureInfo.InvariantCulture, $"{SmallestOf(lottery):0.####}; ")
                + "leximin would make it as large as can be, and give those above it less.");
        else if (lottery.Balance is { } balance)
            output.WriteLine("goldilocks: nobody's chance is far above or below the mean: the largest is "
                + balance.Largest.ToString("0.####", CultureInfo.InvariantCulture) + " times the mean, the "
                + "smallest " + balance.Smallest.ToString("0.####", CultureInfo.InvariantCulture) + " times. "
                + "The smallest may be lower than leximin's, and those in between are as they fell.");
        else if (!lottery.IsProven)
            output.WriteLine($"NOT proven: a level may be off by {lottery.MostGap:0E+0}.");
        foreach (var line in Verification.Check(evidence.ToBytes(), computed.Openings?.ToBytes()).Said)
            output.WriteLine(line);
        foreach (var person in lottery.InNoPanel.Take(MaxNamed))
            output.WriteLine($"{pool.Persons[places[person]].Id} is in no panel that satisfies the quotas.");
        if (lottery.InNoPanel.Count > MaxNamed)
            output.WriteLine($"So are {lottery.InNoPanel.Count - MaxNamed} more: see probabilities.csv.");
        output.WriteLine("Publish evidence.json, or its bundle hash, before the value exists. Keep the other "
            + "files to yourself; openings.json is for the auditors whom you name.");
    }

    static double SmallestOf(DrawnLottery lottery) => lottery.Probabilities.Where(one => one > 0).Min();

    internal static void Write(
        PrivateFiles files, Pool pool, IReadOnlyList<int> places, DrawnLottery lottery,
        ComputedEvidence computed)
    {
        var result = computed.Evidence.Result;
        var inOrder = places.Index().OrderBy(one => one.Item);
        files.Write("probabilities.csv", "id,probability", inOrder.Select(one =>
            $"{PrivateFiles.Cell(pool.Persons[one.Item].Id)},{result.Probabilities[one.Index]}"));
        files.Write("panels.csv", "panel,id", lottery.Panels.SelectMany((panel, number) =>
            panel.Select(person => places[person]).Order().Select(place => string.Create(
                CultureInfo.InvariantCulture, $"{number:000},{PrivateFiles.Cell(pool.Persons[place].Id)}"))));
        files.WritePeople(computed.Evidence.Pool.Persons
            .Select((person, at) => (person.Id, pool.Persons[places[at]].Id)));
        files.Write(
            QuotaReport.FileName, QuotaReport.Heading,
            QuotaReport.Lines(pool, computed.Evidence.Order.Size, panel: null));
        files.Write(
            "certificates.json", CanonicalJson.Bytes(result.Proof ?? computed.Openings!.Proof!.Proof));
        files.Write(EvidenceName, computed.Evidence.ToBytes());
        files.WriteOpenings(computed.Openings);
    }
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
