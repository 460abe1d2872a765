using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Caisse.Sortition.Pools;

namespace Caisse.Sortition.Evidence;

/// <summary>
/// Evidence as the release before wrote it, "caisse-sortition-2": nothing sealed, no proofs, and the source
/// in the outcome alone.
/// </summary>
sealed record EarlierEvidence(
    string Format, EvidencePool Pool, string PoolHash, EarlierOrder Order, EarlierResult Result,
    string BundleHash, string EvidenceHash, EarlierOutcome? Outcome = null)
{
    internal const string FormatName = "caisse-sortition-2";

    /// <summary>That release escaped what this encoder escapes, and hashed what it wrote.</summary>
    static readonly JsonWriterOptions Writing =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static bool IsOne(JsonNode node) =>
        node is JsonObject fields && fields["format"] is JsonValue format
        && format.GetValueKind() == JsonValueKind.String && format.GetValue<string>() == FormatName;

    internal static EarlierEvidence Read(JsonNode node)
    {
        var file = CanonicalJson.Read<EarlierEvidence>(node);
        file.Pool.CheckShape();
        if (file.Pool.HasSealed || file.Pool.SmallestGroup is not null)
            throw new JsonException("That format seals nobody.");
        if (file.Result.Panels.Length == 0 || file.Result.Panels.Contains(null))
            throw new JsonException("There is no panel, or one is null.");
        EvidencePool.CheckPlaces(file.Result.Panels, file.Pool.Persons.Length);
        return file;
    }

    internal byte[] ToBytes() => Bytes(CanonicalJson.Node(this));

    internal EarlierEvidence Sealed() => this with { EvidenceHash = Hash(this with { EvidenceHash = "" }) };

    internal string PoolHashNow() => Hash(Pool);

    internal string BundleHashNow() => Hash(new Bundle(Format, PoolHash, Order, Result));

    internal EarlierOutcome OutcomeOf(string source, string value)
    {
        var outcome = Settlement.Outcome(
            Pool.ToPool(), Result.Panels, Order.Alternates, BundleHash, value);
        return new EarlierOutcome(source, value, outcome.Number, outcome.Panel, outcome.Alternates);
    }

    internal SettledEvidence Settle(string source, string value)
    {
        if (Outcome is not null) throw new InvalidOperationException("This draw has its outcome already.");
        var outcome = OutcomeOf(source, value);
        return new SettledEvidence((this with { Outcome = outcome }).Sealed().ToBytes(), outcome.ToOutcome());
    }

    static string Hash<T>(T value) =>
        Convert.ToHexStringLower(SHA256.HashData(Bytes(CanonicalJson.Node(value))));

    static byte[] Bytes(JsonNode node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Writing)) Write(writer, node);
        return stream.ToArray();
    }

    static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                writer.WriteStartObject();
                foreach (var (name, value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }
                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (var item in items) Write(writer, item);
                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }

    sealed record Bundle(string Format, string PoolHash, EarlierOrder Order, EarlierResult Result);
}

/// <summary>What was asked.</summary>
sealed record EarlierOrder(int Size, string Objective, int Lottery, string Seed, int Alternates);

/// <summary>What was computed; numbers are texts of floating point.</summary>
sealed record EarlierResult(
    string[] Probabilities, int[] InNoPanel, EarlierLevel[] Levels, int[][] Panels);

/// <summary>Weights by the person's place; no proof of the heaviest.</summary>
sealed record EarlierLevel(
    string Probability, string Bound, string Heaviest, int[] Fixed, Dictionary<string, string> Weights);

/// <summary>The number, its panel, and who said where the value came from.</summary>
sealed record EarlierOutcome(
    string Source, string Value, int Number, string[] Panel, Dictionary<string, string[]> Alternates)
{
    internal EvidenceOutcome ToOutcome() => new(Value, Number, Panel, Alternates);
}
