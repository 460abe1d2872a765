using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Commands;

/// <summary>What stays with whoever draws, beside the evidence: who is who, and the salt.</summary>
sealed class PrivateFiles(string folder)
{
    const string OpeningsName = "openings.json";
    const string PeopleName = "people.csv";
    const string SaltName = "salt.txt";
    const int SaltBytes = 32;

    /// <summary>Where the file of openings is.</summary>
    internal string Openings => Path.Combine(folder, OpeningsName);

    internal static PrivateFiles Beside(string evidence) =>
        new(Path.GetDirectoryName(Path.GetFullPath(evidence))!);

    /// <summary>
    /// The salt that was given, or the one of an earlier draw into this folder, or a new one that nobody
    /// guesses.
    /// </summary>
    internal string Salt(string? given)
    {
        var file = Path.Combine(folder, SaltName);
        var salt = given
            ?? (File.Exists(file) ? File.ReadAllText(file).Trim() : null)
            ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes));
        Directory.CreateDirectory(folder);
        File.WriteAllText(file, salt + "\n");
        return salt;
    }

    /// <summary>Writes who is behind each pseudonym.</summary>
    internal void WritePeople(IEnumerable<(string Pseudonym, string Id)> people) =>
        Write(PeopleName, "pseudonym,id", people.Select(one => $"{one.Pseudonym},{Cell(one.Id)}"));

    /// <summary>The ids behind pseudonyms, where they are known here; else none.</summary>
    internal IReadOnlyDictionary<string, string> ReadPeople()
    {
        var file = Path.Combine(folder, PeopleName);
        if (!File.Exists(file)) return new Dictionary<string, string>();
        var errors = new List<InputError>();
        var table = Csv.Read(PeopleName, File.ReadAllText(file), Pool.MostPersons, errors);
        var (pseudonym, id) = (table.Column("pseudonym"), table.Column("id"));
        if (errors.Count > 0) throw new BadInputException([.. errors]);
        return table.Lines.ToDictionary(line => line.Cells[pseudonym], line => line.Cells[id]);
    }

    internal void WriteOpenings(Evidence.Openings? openings)
    {
        if (openings is not null) File.WriteAllBytes(Openings, openings.ToBytes());
        else File.Delete(Openings);
    }

    internal void Write(string name, string heading, IEnumerable<string> lines)
    {
        var text = new StringBuilder(heading).Append('\n');
        foreach (var line in lines) text.Append(line).Append('\n');
        File.WriteAllText(Path.Combine(folder, name), $"{text}");
    }

    /// <summary>Seats and alternates with ids, for whoever invites people.</summary>
    internal void WriteSeats(EvidenceOutcome outcome, IReadOnlyDictionary<string, string> people)
    {
        if (people.Count == 0) return;
        var most = outcome.Alternates.Values.Max(alternates => alternates.Length);
        var headings = Enumerable.Range(1, most).Select(number => $",alternate_{number}");
        Write("seats.csv", "seat,id,pseudonym" + string.Concat(headings), outcome.Panel.Select((seat, at) =>
            string.Create(CultureInfo.InvariantCulture, $"{at + 1},{Cell(people[seat])},{seat}")
            + string.Concat(Enumerable.Range(0, most).Select(place => "," + (
                outcome.Alternates[seat].ElementAtOrDefault(place) is { } id ? Cell(people[id]) : "")))));
    }

    internal static string Cell(string text) =>
        text.AsSpan().IndexOfAny(",;\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
}
