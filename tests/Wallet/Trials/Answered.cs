using System.Globalization;
using System.Text.Json;
using Caisse.ServiceDefaults;

namespace Caisse.Wallet.Tests.Trials;

/// <summary>An answer as a line of text, without what is random in it, so that two can be compared.</summary>
static class Answered
{
    static readonly string[] Told =
        ["state", "monaCents", "eurosCents", "refundedCents", "balanceCents", "availableCents",
            "fromNextSettlementCents", "heldUntil"];

    /// <summary>Of an answer as it was written.</summary>
    internal static string Of(int status, string body) => Of(status, JsonElement.Parse(body));

    /// <summary>Of an answer as it would be written.</summary>
    internal static string Of(int status, object answer) =>
        Of(status, JsonSerializer.SerializeToElement(answer, answer.GetType(), CaisseJson.Http));

    /// <summary>Of a refusal.</summary>
    internal static string Of(Refusal refusal) => Refused(refusal.Status, refusal.Type, refusal.Detail);

    /// <summary>The id of what an answer created; empty when it created nothing.</summary>
    internal static Guid IdOf(string? body) =>
        body is not null && JsonElement.Parse(body).TryGetProperty("id", out var id) ? id.GetGuid() : default;

    /// <summary>Of a page of movements: number and balance of each.</summary>
    internal static string OfEntries(IEnumerable<(long Version, long BalanceCents)> entries) =>
        string.Join(' ', entries.Select(entry => $"{entry.Version}:{entry.BalanceCents}"));

    static string Of(int status, JsonElement answer)
    {
        if (answer.TryGetProperty("type", out var type))
        {
            return Refused(status, type.GetString()!.Split('/')[^1], answer.GetProperty("detail").GetString()!);
        }
        if (answer.TryGetProperty("items", out var items))
        {
            return OfEntries(items.EnumerateArray().Select(entry => (
                entry.GetProperty("number").GetInt64(), entry.GetProperty("balanceCents").GetInt64())));
        }
        var told = Told.Where(name => answer.TryGetProperty(name, out var value)
                && value.ValueKind != JsonValueKind.Null)
            .Select(name => $"{name}={answer.GetProperty(name)}");
        return string.Join(
            ' ', told.Prepend(status.ToString(CultureInfo.InvariantCulture)).Concat(LinesOf(answer)));
    }

    static IEnumerable<string> LinesOf(JsonElement answer) =>
        answer.TryGetProperty("lines", out var lines) && lines.ValueKind == JsonValueKind.Array
            ? lines.EnumerateArray().Select(line =>
                $"{line.GetProperty("monaCents")}+{line.GetProperty("eurosCents")}")
            : [];

    static string Refused(int status, string type, string detail) => $"{status} {type}: {detail}";
}
