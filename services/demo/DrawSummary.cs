using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Caisse.Demo;

/// <summary>
/// Says how the committee was drawn, keeps the evidence as a file for anyone to verify, and checks of it what
/// takes no solver: that the panels were fixed before the dice, and that the dice picked the one that sits.
/// </summary>
sealed class DrawSummary(Gateway gateway, Notebook notebook, Fund fund)
{
    bool isSound = true;

    /// <summary>Prints the summary; whether what was checked is so.</summary>
    internal async Task<bool> ReadAsync()
    {
        var committed = fund.Committee.Draw;
        var draw = await gateway.SendAsync(null, Get($"draws/{committed.DrawId}"));
        var text = await gateway.DownloadAsync(null, Get($"draws/{committed.DrawId}/evidence"));
        var file = Path.Combine(notebook.Folder, $"evidence-{committed.DrawId}.json");
        await File.WriteAllTextAsync(file, text);
        var evidence = JsonSerializer.Deserialize<JsonElement>(text);
        var (result, outcome) = (evidence.GetProperty("result"), evidence.GetProperty("outcome"));
        var value = outcome.GetProperty("value").GetString()!;
        var number = outcome.GetProperty("number").GetInt32();
        var chances = result.GetProperty("probabilities").EnumerateArray()
            .Select(one => double.Parse(one.GetString()!, CultureInfo.InvariantCulture)).ToList();

        Console.WriteLine($"{fund.Plan.Name}, a committee drawn by lot:");
        Say("candidates", chances.Count);
        Say("seats", draw.GetProperty("panel").GetArrayLength());
        Say("candidates in no panel that satisfies the quotas", chances.Count(chance => chance == 0));
        Say("smallest probability of all others", $"{chances.Where(chance => chance > 0).Min():0.0000}");
        Say("what the dice showed, as two people signed", value);
        Say("number of the panel", $"{number:000} of {result.GetProperty("panels").GetArrayLength()}");
        foreach (var refusal in draw.GetProperty("refusals").EnumerateArray())
        {
            Say(
                $"refused seat {refusal.GetProperty("seat")}",
                $"{refusal.GetProperty("pseudonym")}, succeeded by "
                + (refusal.GetProperty("successor").GetString() is { } successor
                    ? $"{successor} ({refusal.GetProperty("basis")})" : "nobody, for nobody fits"));
        }
        Check(
            $"the panels are those that were published before the dice: {committed.BundleHash}",
            evidence.GetProperty("bundleHash").GetString() == committed.BundleHash);
        Check(
            "the panel's number is SHA-256 of the dice and of that hash",
            number == Number(value, committed.BundleHash, result.GetProperty("panels").GetArrayLength()));
        Check("those drawn are that panel's people", Drawn(draw).SetEquals(PanelOf(evidence, number)));
        Console.WriteLine($"      Evidence kept in {file}; who doubts this draw checks it with");
        Console.WriteLine($"      dotnet run --project services/Sortition -- verify {file}");
        return isSound;
    }

    static HashSet<string> Drawn(JsonElement draw) =>
        [.. draw.GetProperty("panel").EnumerateArray()
            .Select(seat => seat.GetProperty("pseudonym").GetString()!)];

    static IEnumerable<string> PanelOf(JsonElement evidence, int number)
    {
        var persons = evidence.GetProperty("pool").GetProperty("persons");
        return evidence.GetProperty("result").GetProperty("panels")[number].EnumerateArray()
            .Select(place => persons[place.GetInt32()].GetProperty("id").GetString()!);
    }

    static int Number(string value, string bundleHash, int panels)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(value + bundleHash));
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(digest) % (ulong)panels);
    }

    Call Get(string path) =>
        new(HttpMethod.Get, fund.At(path), null, Moment.At(fund.FirstMonth.AddMonths(12), 12));

    void Check(string what, bool isSo)
    {
        isSound &= isSo;
        Console.WriteLine($"  {(isSo ? "ok" : "NO")}  {what}");
    }

    static void Say(string what, object figure) => Console.WriteLine($"      {what}: {figure}");
}
