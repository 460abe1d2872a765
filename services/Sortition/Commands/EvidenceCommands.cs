using Caisse.Sortition.Evidence;
using Caisse.Sortition.Verifying;

namespace Caisse.Sortition.Commands;

/// <summary>What is done with an evidence file.</summary>
static class EvidenceCommands
{
    const string OpeningsName = "openings.json";

    /// <summary>Checks a file, with what is opened of it, and against hashes that were published.</summary>
    internal static int Verify(string[] rest, TextWriter output)
    {
        var arguments = new Arguments(rest, 1, "--openings", "--pool-hash", "--bundle-hash");
        var text = File.ReadAllBytes(arguments.Files[0]);
        var openings = arguments.Text("--openings") is { } file ? File.ReadAllBytes(file) : null;
        var report = Verification.Check(text, openings);
        var difference = report.Difference ?? Published(arguments, text);
        foreach (var line in report.Said) output.WriteLine(line);
        output.WriteLine(difference ?? "Everything in this file that can be checked is as it says.");
        return difference is null ? CommandLine.Done : CommandLine.NotVerified;
    }

    static string? Published(Arguments arguments, byte[] text)
    {
        var hashes = PublishedHashes.Of(text);
        return Other("poolHash", arguments.Text("--pool-hash"), hashes.Pool)
            ?? Other("bundleHash", arguments.Text("--bundle-hash"), hashes.Bundle);
    }

    static string? Other(string name, string? published, string inFile) =>
        published is null || published == inFile
            ? null : $"{name}: the file has {inFile}, published was {published}";

    /// <summary>Adds the outcome; a file that has one stays as it is.</summary>
    internal static int Settle(string[] rest, TextWriter output)
    {
        var arguments = new Arguments(rest, 1, "--value", "--openings");
        var evidence = EvidenceFile.Read(File.ReadAllBytes(arguments.Files[0]));
        if (evidence.Outcome is not null) throw new BadInputException("This draw has its outcome already.");
        var pool = Open(arguments, evidence);
        var settled = Settlement.Settle(evidence, pool.ToPool(), arguments.Required("--value"));
        File.WriteAllBytes(arguments.Files[0], settled.ToBytes());
        output.WriteLine($"panel {settled.Outcome!.Number:000}");
        foreach (var id in settled.Outcome.Panel)
            output.WriteLine(string.Join(" then ", settled.Outcome.Alternates[id].Prepend(id)));
        return CommandLine.Done;
    }

    /// <summary>Says who succeeds each who refused, in that order; anyone can repeat it.</summary>
    internal static int Replace(string[] rest, TextWriter output, TextWriter errors)
    {
        var arguments = new Arguments(rest, 1, "--refused", "--openings");
        var text = File.ReadAllBytes(arguments.Files[0]);
        var evidence = EvidenceFile.Read(text);
        if (evidence.Outcome is not { } outcome) throw new BadInputException("This draw has no outcome yet.");
        var refused = arguments.Required("--refused").Split(',', StringSplitOptions.TrimEntries);
        var known = evidence.Pool.Persons.Select(person => person.Id).ToHashSet();
        if (refused.FirstOrDefault(id => !known.Contains(id)) is { } stranger)
            throw new BadInputException($"{stranger} is not in the pool.");
        if (refused.GroupBy(id => id).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new BadInputException($"{twice.Key} is there twice.");
        if (Verification.FirstDifference(text) is { } difference)
        {
            errors.WriteLine(difference);
            return CommandLine.NotVerified;
        }
        var pool = Open(arguments, evidence).ToPool();
        foreach (var one in Replacement.InOrder(pool, outcome, evidence.BundleHash, refused))
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

    /// <summary>The pool with everybody's features: from the file of openings where somebody is sealed.
    /// </summary>
    static EvidencePool Open(Arguments arguments, EvidenceFile evidence)
    {
        if (!evidence.Pool.HasSealed) return evidence.Pool;
        var file = arguments.Text("--openings")
            ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(arguments.Files[0]))!, OpeningsName);
        if (!File.Exists(file))
            throw new BadInputException($"Some people are sealed: {file} is needed, or --openings.");
        var openings = Openings.Read(File.ReadAllBytes(file));
        if (Verification.FirstDifference(evidence.ToBytes(), openings.ToBytes()) is { } difference)
            throw new BadInputException($"{file} does not open this evidence. {difference}");
        var pool = Sealing.Open(evidence.Pool, openings);
        return pool.HasSealed
            ? throw new BadInputException($"{file} does not open everybody: it is one person's.") : pool;
    }
}
