using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Caisse.Benchmarks.Sortition;
using Caisse.Sortition.Evidence;
using Caisse.Sortition.Pools;
using Caisse.Sortition.Verifying;

namespace Caisse.Sortition.Tests;

/// <summary>Each value of a file changed, one after the other: it is seen, and named.</summary>
public sealed class ChangedFieldTests
{
    const int Size = 8;

    static readonly Pool Pool = MadePools.Make(40, Size, 3, 1, hasHouseholds: true, seed: 3);

    static readonly ComputedEvidence Open = MadeEvidence.Draw(Pool, Size, null, panels: 12);

    static readonly ComputedEvidence Closed = MadeEvidence.Draw(Pool, Size, 5, panels: 12);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whichever_field_of_a_file_changes_is_named(bool isSealed)
    {
        var sound = (isSealed ? Closed : Open).Settle("4 1 7").ToBytes();
        Assert.Null(Verification.FirstDifference(sound));
        var file = CanonicalJson.Parse(sound);
        var leaves = CanonicalJson.Leaves(file).ToList();
        Assert.InRange(leaves.Count, 200, 20_000);
        Assert.All(leaves, leaf =>
        {
            var restore = Change(file, leaf.Path);
            var said = Said(CanonicalJson.Bytes(file));
            restore();
            Assert.StartsWith(leaf.Path, said, StringComparison.Ordinal);
            // What was empty holds a value now, and that is named.
            Assert.Equal(leaf.Value switch { "[]" => '[', "{}" => '.', _ => ':' }, said![leaf.Path.Length]);
        });
        Assert.Null(Verification.FirstDifference(CanonicalJson.Bytes(file)));
    }

    [Fact]
    public void Something_added_or_taken_away_is_seen_where_it_was()
    {
        var file = CanonicalJson.Parse(Open.Settle("4 1 7").ToBytes());
        var persons = file["pool"]!["persons"]!.AsArray();

        persons.RemoveAt(7);
        Assert.NotNull(Said(CanonicalJson.Bytes(file)));
        file = CanonicalJson.Parse(Open.Settle("4 1 7").ToBytes());
        file["outcome"] = null;
        Assert.NotNull(Said(CanonicalJson.Bytes(file)));
        file = CanonicalJson.Parse(Open.Settle("4 1 7").ToBytes());
        file["remark"] = "trust me";
        Assert.NotNull(Said(CanonicalJson.Bytes(file)));
    }

    [Fact]
    public void Of_the_release_before_whichever_field_changes_is_seen_and_what_it_breaks_is_named()
    {
        Assert.Null(Verification.FirstDifference(MadeEvidence.OfEarlierRelease("fr_caisse_n120_20")));
        var sound = MadeEvidence.OfEarlierRelease("like_mass_24");
        Assert.Null(Verification.FirstDifference(sound));
        var file = CanonicalJson.Parse(sound);
        var leaves = CanonicalJson.Leaves(file).ToList();
        Assert.InRange(leaves.Count, 700, 20_000);
        Assert.All(leaves, leaf =>
        {
            var restore = Change(file, leaf.Path);
            var said = Said(JsonOf(file));
            restore();
            Assert.NotNull(said);
            var section = leaf.Path.Split('.', '[')[0];
            Assert.True(
                section is "pool" or "order"
                    ? said.Contains("pool", StringComparison.Ordinal) || said.Contains("order", StringComparison.Ordinal)
                        || said.StartsWith("result.", StringComparison.Ordinal)
                    : said.Contains(section, StringComparison.Ordinal) || section == "bundleHash",
                $"{leaf.Path}: {said}");
        });
    }

    /// <summary>In that release's form, where it can be read at all.</summary>
    static byte[] JsonOf(JsonNode file)
    {
        try
        {
            return EarlierEvidence.Read(file).ToBytes();
        }
        catch (JsonException)
        {
            return CanonicalJson.Bytes(file);
        }
    }

    /// <summary>Changes a value a little, or its type where it has no little change.</summary>
    static Action Change(JsonNode file, string path)
    {
        var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        var holder = steps[..^1].Aggregate(file, Step)!;
        var before = Step(holder, steps[^1])!.DeepClone();
        Put(Changed(before));
        return () => Put(before);

        void Put(JsonNode value)
        {
            if (holder is JsonArray items) items[Index(steps[^1])] = value;
            else holder[steps[^1]] = value;
        }
    }

    static JsonNode Step(JsonNode holder, string step) =>
        (holder is JsonArray items ? items[Index(step)] : holder[step])!;

    static int Index(string step) => int.Parse(step.AsSpan(1, step.Length - 2), CultureInfo.InvariantCulture);

    static JsonNode Changed(JsonNode before) => before switch
    {
        JsonArray => new JsonArray("something"),
        JsonObject => new JsonObject { ["something"] = 1 },
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => value.GetValue<int>() + 1,
        _ => Letters(before.GetValue<string>()),
    };

    static string Letters(string text) =>
        text.Length == 0 ? "x" : text[..^1] + (text[^1] == '1' ? '2' : '1');

    static string? Said(byte[] text)
    {
        try
        {
            return Verification.FirstDifference(text);
        }
        catch (JsonException unreadable)
        {
            return unreadable.Message + unreadable.Path;
        }
    }
}
