using Caisse.Sortition.Evidence;
using Caisse.Sortition.Pools;
using Caisse.Sortition.Verifying;

namespace Caisse.Sortition.Commands;

/// <summary>What is done with an evidence file.</summary>
static class EvidenceCommands
{
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
        var pool = Open(arguments, evidence).ToPool();
        var settled = Settlement.Settle(evidence, pool, arguments.Required("--value"));
        var outcome = settled.Outcome!;
        File.WriteAllBytes(arguments.Files[0], settled.ToBytes());
        var people = WriteOutcome(PrivateFiles.Beside(arguments.Files[0]), settled, pool);
        output.WriteLine($"panel {outcome.Number:000}");
        foreach (var id in outcome.Panel)
            output.WriteLine(string.Join(" then ", outcome.Alternates[id].Prepend(id)));
        if (people.Count > 0) output.WriteLine("Who they are is in seats.csv, for whoever invites them.");
        return CommandLine.Done;
    }

    /// <summary>Writes who is drawn, for whoever knows who is behind pseudonyms; answers who is.</summary>
    internal static IReadOnlyDictionary<string, string> WriteOutcome(
        PrivateFiles files, EvidenceFile settled, Pool pool)
    {
        var (people, outcome) = (files.ReadPeople(), settled.Outcome!);
        if (people.Count == 0) return people;
        files.WriteSeats(outcome, people);
        files.Write(QuotaReport.FileName, QuotaReport.Heading, QuotaReport.Lines(
            pool, settled.Order.Size, settled.Result.Panels[outcome.Number]));
        return people;
    }

    /// <summary>Says who succeeds each who refused, in that order; anyone can repeat it.</summary>
    internal static int Replace(string[] rest, TextWriter output, TextWriter errors)
    {
        var arguments = new Arguments(rest, 1, "--refused", "--openings");
        if (Settled(arguments, errors) is not var (evidence, outcome)) return CommandLine.NotVerified;
        var refused = Named(arguments, evidence, "--refused");
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

    /// <summary>
    /// Replaces several who withdraw at once by one draw, given who stays; where nobody fits, says which
    /// quotas would have to be widened, and does so when that is accepted.
    /// </summary>
    internal static int ReplaceTogether(
        string[] rest, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        var arguments = new Arguments(rest, 1, "--withdrawn", "--gone", "--accept-widening", "--openings");
        if (Settled(arguments, errors) is not var (evidence, outcome)) return CommandLine.NotVerified;
        var withdrawn = Named(arguments, evidence, "--withdrawn");
        var gone = arguments.Text("--gone") is null ? [] : Named(arguments, evidence, "--gone");
        var pool = Open(arguments, evidence).ToPool();
        var holders = Holders(pool, evidence, outcome, gone);
        if (withdrawn.Except(holders).FirstOrDefault() is { } stranger)
            throw new BadInputException($"{stranger} has no seat.");
        var drawn = JointReplacement.Draw(
            pool, [.. holders.Except(withdrawn)], withdrawn, gone, outcome.Value, evidence.BundleHash,
            arguments.Text("--accept-widening") == "yes", cancellation);
        if (drawn.Widened.Count > 0)
            output.WriteLine(drawn.Successors.Count > 0
                ? "These quotas were widened:" : "Nobody fits. It would take these quotas to be widened:");
        foreach (var quota in drawn.Widened)
            output.WriteLine($"  {quota.Asked.Name}: {quota.Asked.Min} to {quota.Asked.Max}, "
                + $"becomes {quota.Min} to {quota.Max}");
        var people = PrivateFiles.Beside(arguments.Files[0]).ReadPeople();
        foreach (var id in drawn.Successors)
            output.WriteLine($"{id} comes in" + (people.TryGetValue(id, out var own) ? $": {own}" : ""));
        if (drawn.Successors.Count > 0) return CommandLine.Done;
        output.WriteLine(drawn.Widened.Count > 0
            ? "To accept that, ask again with --accept-widening yes." : "Nobody is left who could come in.");
        return CommandLine.Infeasible;
    }

    /// <summary>Who has the seats after those who refused one by one before.</summary>
    static HashSet<string> Holders(
        Pool pool, EvidenceFile evidence, EvidenceOutcome outcome, IReadOnlyList<string> refused)
    {
        var holders = outcome.Panel.ToHashSet();
        foreach (var one in Replacement.InOrder(pool, outcome, evidence.BundleHash, refused))
        {
            holders.Remove(one.Refused);
            if (one.Successor is { } successor) holders.Add(successor.Id);
        }
        return holders;
    }

    /// <summary>Evidence with an outcome that verifies; null, and why, when it does not.</summary>
    static (EvidenceFile Evidence, EvidenceOutcome Outcome)? Settled(Arguments arguments, TextWriter errors)
    {
        var text = File.ReadAllBytes(arguments.Files[0]);
        if (Verification.FirstDifference(text) is { } difference)
        {
            errors.WriteLine(difference);
            return null;
        }
        var evidence = EvidenceFile.Read(text);
        return evidence.Outcome is { } outcome
            ? (evidence, outcome) : throw new BadInputException("This draw has no outcome yet.");
    }

    /// <summary>Those who are named, by pseudonym or, where the file of people is here, by id.</summary>
    static string[] Named(Arguments arguments, EvidenceFile evidence, string option)
    {
        var pseudonyms = PrivateFiles.Beside(arguments.Files[0]).ReadPeople()
            .ToDictionary(one => one.Value, one => one.Key);
        string[] named = [.. arguments.Required(option).Split(',', StringSplitOptions.TrimEntries)
            .Select(name => pseudonyms.GetValueOrDefault(name, name))];
        var known = evidence.Pool.Persons.Select(person => person.Id).ToHashSet();
        if (named.FirstOrDefault(id => !known.Contains(id)) is { } stranger)
            throw new BadInputException($"{stranger} is not in the pool.");
        return named.CountBy(id => id).FirstOrDefault(same => same.Value > 1).Key is { } twice
            ? throw new BadInputException($"{twice} is there twice.") : named;
    }

    /// <summary>The pool with everybody's features: from the file of openings where somebody is sealed.
    /// </summary>
    static EvidencePool Open(Arguments arguments, EvidenceFile evidence)
    {
        if (!evidence.Pool.HasSealed) return evidence.Pool;
        var given = arguments.Text("--openings");
        var text = given is null
            ? PrivateFiles.Beside(arguments.Files[0]).Openings : File.ReadAllBytes(given);
        return Open(evidence, text, given ?? PrivateFiles.OpeningsName);
    }

    /// <summary>The pool with everybody's features.</summary>
    internal static EvidencePool Open(EvidenceFile evidence, byte[]? openingsText, string file)
    {
        if (!evidence.Pool.HasSealed) return evidence.Pool;
        if (openingsText is null)
            throw new BadInputException($"Some people are sealed: {file} is needed, or --openings.");
        var openings = Openings.Read(openingsText);
        if (Verification.FirstDifference(evidence.ToBytes(), openings.ToBytes()) is { } difference)
            throw new BadInputException($"{file} does not open this evidence. {difference}");
        var pool = Sealing.Open(evidence.Pool, openings);
        return pool.HasSealed
            ? throw new BadInputException($"{file} does not open everybody: it is one person's.") : pool;
    }
}
