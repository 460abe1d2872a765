using Caisse.Sortition.Evidence;

namespace Caisse.Sortition.Commands;

/// <summary>What is done with an evidence file.</summary>
static class EvidenceCommands
{
    internal static int Verify(
        string[] rest, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        var arguments = new Arguments(rest, 1);
        var difference = Verification.FirstDifference(
            File.ReadAllBytes(arguments.Files[0]), new ProgressLines(errors), cancellation);
        output.WriteLine(difference ?? "Everything in this file was recomputed, and is as it says.");
        return difference is null ? CommandLine.Done : CommandLine.NotVerified;
    }

    /// <summary>Adds the outcome; a file that has one stays as it is.</summary>
    internal static int Settle(string[] rest, TextWriter output)
    {
        var arguments = new Arguments(rest, 1, "--source", "--value");
        var evidence = EvidenceFile.Read(File.ReadAllBytes(arguments.Files[0]));
        if (evidence.Outcome is not null) throw new BadInputException("This draw has its outcome already.");
        var settled = Settlement.Settle(
            evidence, arguments.Required("--source"), arguments.Required("--value"));
        File.WriteAllBytes(arguments.Files[0], settled.ToBytes());
        output.WriteLine($"panel {settled.Outcome!.Number:000}");
        foreach (var id in settled.Outcome.Panel)
            output.WriteLine(string.Join(" then ", settled.Outcome.Alternates[id].Prepend(id)));
        return CommandLine.Done;
    }

    /// <summary>
    /// Draws replacements for those who refused, given all the others; anyone can repeat it.
    /// </summary>
    internal static int Replace(string[] rest, TextWriter output, CancellationToken cancellation)
    {
        var arguments = new Arguments(rest, 1, "--refused");
        var evidence = EvidenceFile.Read(File.ReadAllBytes(arguments.Files[0]));
        var outcome = evidence.Outcome ?? throw new BadInputException("This draw has no outcome yet.");
        var pool = evidence.Pool.ToPool();
        var places = pool.Persons.Index().ToDictionary(one => one.Item.Id, one => one.Index);
        var refused = arguments.Required("--refused").Split(',').Select(id =>
            places.TryGetValue(id, out var place)
            ? place : throw new BadInputException($"{id} is not in the pool.")).Distinct().Order().ToList();
        var seated = outcome.Panel.Select(id => places[id]).Except(refused).ToList();
        var missing = outcome.Panel.Length - seated.Count;
        if (missing == 0) throw new BadInputException("Nobody on the panel is among them.");
        var purpose = $"replacing {string.Join(',', refused.Select(person => pool.Persons[person].Id))}";
        var order = Settlement.Replacements(pool, seated, refused, missing, evidence.BundleHash + purpose);
        if (order.Errors().ToArray() is [_, ..] wrong) throw new BadInputException(wrong);
        if (PanelDraw.Compute(order, null, cancellation) is not { } lottery)
            return RelaxCommand.Advise(order.Pool, missing, output, cancellation);
        var number = PublicNumber.Below(outcome.Value, evidence.BundleHash, lottery.Panels.Count, purpose);
        foreach (var person in lottery.Panels[number]) output.WriteLine(order.Pool.Persons[person].Id);
        return CommandLine.Done;
    }
}
