using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Commands;

/// <summary>What stays with whoever draws, beside the evidence: who is who, and the salt.</summary>
sealed class PrivateFiles(IDrawFolder folder)
{
    internal const string OpeningsName = "openings.json";
    const string PeopleName = "people.csv";
    const string SaltName = "salt.txt";
    const int SaltBytes = 32;

    internal PrivateFiles(string folder)
        : this(new DiskFolder(folder))
    {
    }

    /// <summary>What opens sealed people; null where that file is not here.</summary>
    internal byte[]? Openings => folder.Read(OpeningsName);

    internal static PrivateFiles Beside(string evidence) =>
        new(Path.GetDirectoryName(Path.GetFullPath(evidence))!);

    /// <summary>
    /// The salt that was given, or the one of an earlier draw into this folder, or a new one that nobody
    /// guesses.
    /// </summary>
    internal string Salt(string? given)
    {
        var salt = given
            ?? (folder.Read(SaltName) is { } known ? Encoding.UTF8.GetString(known).Trim() : null)
            ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes));
        Write(SaltName, Encoding.UTF8.GetBytes(salt + "\n"));
        return salt;
    }

    /// <summary>Writes who is behind each pseudonym.</summary>
    internal void WritePeople(IEnumerable<(string Pseudonym, string Id)> people) =>
        Write(PeopleName, "pseudonym,id", people.Select(one => $"{one.Pseudonym},{Cell(one.Id)}"));

    /// <summary>The ids behind pseudonyms, where they are known here; else none.</summary>
    internal IReadOnlyDictionary<string, string> ReadPeople()
    {
        if (folder.Read(PeopleName) is not { } text) return new Dictionary<string, string>();
        var errors = new List<InputError>();
        var table = Csv.Read(PeopleName, Encoding.UTF8.GetString(text), Pool.MostPersons, errors);
        var (pseudonym, id) = (table.Column("pseudonym"), table.Column("id"));
        if (errors.Count > 0) throw new BadInputException([.. errors]);
        return table.Lines.ToDictionary(line => line.Cells[pseudonym], line => line.Cells[id]);
    }

    internal void WriteOpenings(Evidence.Openings? openings)
    {
        if (openings is not null) Write(OpeningsName, openings.ToBytes());
        else folder.Delete(OpeningsName);
    }

    internal void Write(string name, byte[] content) => folder.Write(name, content);

    internal void Write(string name, string heading, IEnumerable<string> lines)
    {
        var text = new StringBuilder(heading).Append('\n');
        foreach (var line in lines) text.Append(line).Append('\n');
        Write(name, Encoding.UTF8.GetBytes($"{text}"));
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
