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

    /// <summary>Says who succeeds each who refused, in that order; anyone can repeat it.</summary>
    internal static int Replace(string[] rest, TextWriter output, TextWriter errors)
    {
        var arguments = new Arguments(rest, 1, "--refused");
        var evidence = EvidenceFile.Read(File.ReadAllBytes(arguments.Files[0]));
        if (evidence.Outcome is null) throw new BadInputException("This draw has no outcome yet.");
        var refused = arguments.Required("--refused").Split(',', StringSplitOptions.TrimEntries);
        var known = evidence.Pool.Persons.Select(person => person.Id).ToHashSet();
        if (refused.FirstOrDefault(id => !known.Contains(id)) is { } stranger)
            throw new BadInputException($"{stranger} is not in the pool.");
        if (refused.GroupBy(id => id).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new BadInputException($"{twice.Key} is there twice.");
        if (Verification.OfOutcome(evidence) is { } difference)
        {
            errors.WriteLine(difference);
            return CommandLine.NotVerified;
        }
        foreach (var one in Replacement.InOrder(evidence, refused))
        {
            output.WriteLine($"{one.Refused} " + one switch
            {
                { HadSeat: false } => "had no seat",
                { Successor: null } => "is succeeded by nobody: nobody left fits",
                { Successor: { IsAlternate: true, Id: var id } } => $"is succeeded by {id}, alternate",
                { Successor.Id: var id } => $"is succeeded by {id}, drawn",
            });
        }
        return CommandLine.Done;
    }
}
